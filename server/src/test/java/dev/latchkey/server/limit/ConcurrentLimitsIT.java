package dev.latchkey.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.LimitedServer;
import dev.latchkey.server.fixture.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Limits hold for guesses made all at once, on all servers, and after a restart. */
class ConcurrentLimitsIT extends LimitedServer {

    @Test
    void fiveHundredGuessesAtOnceOnTwoServersAreFive() throws Exception {
        // However long it takes, nothing comes back meanwhile.
        String[] patient = {
            "latchkey.password.hashing-queue=1000",
            "latchkey.limits.address.window=1h",
            "latchkey.limits.account.first-wait=1h",
            "latchkey.limits.account.longest-wait=1h"
        };
        try (TestServer second = another(patient);
                TestServer first = another(patient);
                ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> guesses = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                Http target = (i % 2 == 0 ? first : second).http();
                guesses.add(crowd.submit(() -> target.post("/oauth2/token", form(app, "alice", "wrong"))));
            }
            int tried = 0;
            for (Future<Answer> guess : guesses) {
                Answer answer = guess.get();
                if (answer.status() == 400) {
                    answer.expectError(400, "invalid_grant");
                    tried++;
                } else {
                    answer.expectError(429, "temporarily_unavailable");
                }
            }
            assertThat(tried).isEqualTo(5);
        }
    }

    @Test
    void fiveHundredGuessesAtOnceFromAsManyAddressesAreFive() throws Exception {
        try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> guesses = IntStream.range(0, 500)
                    .mapToObj(i -> crowd.submit(() -> guess("203.0." + i / 250 + "." + i % 250, "alice")))
                    .toList();
            int tried = 0;
            for (Future<Answer> guess : guesses) {
                tried += guess.get().status() == 400 ? 1 : 0;
            }
            assertThat(tried).isLessThanOrEqualTo(5);
        }
    }

    @Test
    void manyAtOnceWithTheRightPasswordAllSignIn() throws Exception {
        try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> signIns = IntStream.range(0, 50)
                    .mapToObj(i -> crowd.submit(() -> signIn(app, "198.51.100.1", alice)))
                    .toList();
            for (Future<Answer> signIn : signIns) {
                signIn.get().expect(200);
            }
        }
    }

    @Test
    void aRestartForgetsNothing() {
        try (TestServer before = another("latchkey.limits.address.window=1h")) {
            for (int i = 0; i < 5; i++) {
                before.http()
                        .post("/oauth2/token", form(app, "nobody" + i, "wrong"))
                        .expect(400);
            }
        }
        try (TestServer after = another("latchkey.limits.address.window=1h")) {
            after.http().post("/oauth2/token", form(app, "nobody", "wrong")).expect(429);
        }
    }
}
