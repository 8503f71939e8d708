package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server as its launcher starts it, on few processors: requests that wait for the database do not keep each other from its
 * answers, as they would if their threads held the processors meanwhile.
 */
class ManyAtOnceIT {

    /** A connection whose answer is not read in ten seconds is given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    @TempDir
    private static Path directory;

    @AutoClose
    private static Installation latchkey;

    @BeforeAll
    static void start() {
        latchkey = Installation.start(directory.resolve("home"), Map.of("JAVA_OPTS", "-XX:ActiveProcessorCount=2"));
    }

    @Test
    void requestsOfControllersWaitForTheDatabaseOnly() throws Exception {
        String secret = latchkey.addClient("web --profile web --redirect-uri https://web.example/callback");
        Callable<Integer> push = () -> latchkey.post(
                        "/oauth2/par",
                        "client_id",
                        "web",
                        "client_secret",
                        secret,
                        "response_type",
                        "code",
                        "redirect_uri",
                        "https://web.example/callback",
                        "code_challenge",
                        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                        "code_challenge_method",
                        "S256")
                .statusCode();
        try (ExecutorService threads = Executors.newFixedThreadPool(40)) {
            long start = System.nanoTime();
            List<Future<Integer>> answers =
                    threads.invokeAll(IntStream.range(0, 40).mapToObj(i -> push).toList());
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(201);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
        }
    }
}
