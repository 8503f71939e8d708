package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Alone;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who is disabled is refused everywhere, and how soon: at the servers from the moment at which the command returns, at
 * resource servers that never ask when their list is due.
 */
@Alone
class RevocationReachIT {

    private static final int ROUNDS = 50;
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration PROMISE = TTL.plusSeconds(1);

    /** Between the requests of one user to one place. */
    private static final Duration PACE = Duration.ofMillis(250);

    private static final String PASSWORD = "violet-harbour-91-lamp";

    /** Of the version that every example speaks. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Accepts or refuses an access token. */
    private interface Place {
        boolean accepts(String accessToken) throws IOException, InterruptedException;
    }

    @Test
    void aDisabledUserIsRefusedEverywhere(@TempDir Path directory) throws Exception {
        try (Cluster cluster = new Cluster(directory, 2, Map.of("LATCHKEY_STATUS_LIST_TTL", TTL.toSeconds() + "s"))) {
            Map<String, String> environment = Map.of("ISSUER", cluster.issuer(), "PYTHONDONTWRITEBYTECODE", "1");
            try (ExampleProcess spring = Examples.spring(environment);
                    ExampleProcess fastApi = Examples.fastApi(environment)) {
                measure(cluster, spring, fastApi);
            }
        }
    }

    private void measure(Cluster cluster, ExampleProcess spring, ExampleProcess fastApi) throws Exception {
        String secret = Json.field(
                cluster.admin(
                        "client",
                        "add",
                        "app",
                        "--grant",
                        "password",
                        "--grant",
                        "refresh_token",
                        "--scope",
                        "read",
                        "-o",
                        "json"),
                "secret");
        Map<String, Place> offline = new LinkedHashMap<>();
        offline.put("Spring", token -> me(URI.create(spring.base() + "/users/me"), token) == 200);
        offline.put("FastAPI", token -> me(URI.create(fastApi.base() + "/users/me"), token) == 200);
        Map<String, Place> servers = new LinkedHashMap<>();
        for (ServerProcess server : cluster.servers()) {
            servers.put("introspection at " + server.port(), token -> introspect(server, secret, token));
        }
        Map<String, Distribution> times = new ConcurrentHashMap<>();
        Distribution laterThanSaid = new Distribution();
        Set<String> acceptedTooLate = ConcurrentHashMap.newKeySet();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> streams = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                String user = "user" + round;
                cluster.adminWith(PASSWORD, "user", "add", user, "--scope", "read", "--password-stdin");
                ServerProcess home =
                        cluster.servers().get(round % cluster.servers().size());
                HttpResponse<String> signIn =
                        token(home, secret, "grant_type=password&username=" + user + "&password=" + PASSWORD);
                assertThat(signIn.statusCode()).as(signIn.body()).isEqualTo(200);
                Session session = new Session(
                        Json.field(signIn.body(), "access_token"), Json.field(signIn.body(), "refresh_token"));
                for (Map.Entry<String, Place> place : offline.entrySet()) {
                    // The first token has the list fetched, and is refused if that takes too long.
                    awaitAccepted(place.getKey(), place.getValue(), session.accessToken);
                }
                offline.forEach((name, place) -> streams.add(threads.submit(() -> {
                    times.computeIfAbsent(name, any -> new Distribution()).add(lastAccepted(place, session));
                    Duration late = Duration.between(session.refusedBy, session.lastAcceptedAt);
                    laterThanSaid.add(late.isNegative() ? Duration.ZERO : late);
                    return null;
                })));
                servers.forEach((name, place) -> streams.add(threads.submit(() -> {
                    if (!lastAccepted(place, session).isZero()) {
                        acceptedTooLate.add(name);
                    }
                    return null;
                })));
                String told = cluster.admin("user", "disable", user, "-o", "json");
                session.disabledAt = System.nanoTime();
                session.refusedBy = Instant.parse(Json.field(told, "rejected_after"));
                for (ServerProcess server : cluster.servers()) {
                    String form = "grant_type=refresh_token&refresh_token="
                            + URLEncoder.encode(session.refreshToken, StandardCharsets.UTF_8);
                    assertThat(token(server, secret, form).statusCode()).isEqualTo(400);
                }
            }
            for (Future<?> stream : streams) {
                stream.get();
            }
        }
        times.forEach((name, distribution) ->
                System.out.printf("%s accepted last after the disable: %s (ttl %s)%n", name, distribution, TTL));
        assertThat(acceptedTooLate)
                .as("places that accepted after the command had returned")
                .isEmpty();
        System.out.printf("Later than the command said: %s%n", laterThanSaid);
        assertThat(laterThanSaid.share(95)).isZero();
        times.forEach((name, distribution) -> {
            assertThat(distribution.size()).isEqualTo(ROUNDS);
            assertThat(distribution.share(95)).as(name).isLessThanOrEqualTo(PROMISE);
        });
    }

    private static void awaitAccepted(String name, Place place, String accessToken)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!place.accepts(accessToken)) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as(name + " accepts")
                    .isLessThan(Duration.ofSeconds(20));
            LockSupport.parkNanos(PACE.toNanos());
        }
    }

    /** A user's tokens, and when the command that disabled the user had returned; zero until then. */
    private static final class Session {

        private final String accessToken;
        private final String refreshToken;
        private volatile long disabledAt;
        private volatile Instant refusedBy = Instant.MAX;
        private volatile Instant lastAcceptedAt = Instant.MIN;

        Session(String accessToken, String refreshToken) {
            this.accessToken = accessToken;
            this.refreshToken = refreshToken;
        }

        synchronized void acceptedAt(Instant time) {
            lastAcceptedAt = time.isAfter(lastAcceptedAt) ? time : lastAcceptedAt;
        }
    }

    /**
     * Sends a steady stream of requests until well after the moment by which they must be refused.
     *
     * @return how long after the disable the last request was sent that was accepted; zero when it was before
     */
    private static Duration lastAccepted(Place place, Session session) throws IOException, InterruptedException {
        long last = Long.MIN_VALUE;
        boolean accepted = false;
        while (session.disabledAt == 0
                || System.nanoTime() - session.disabledAt
                        < PROMISE.plusSeconds(3).toNanos()) {
            long sent = System.nanoTime();
            Instant sentAt = Instant.now();
            if (place.accepts(session.accessToken)) {
                accepted = true;
                last = sent;
                session.acceptedAt(sentAt);
            }
            LockSupport.parkNanos(PACE.toNanos());
        }
        long after = last - session.disabledAt;
        return accepted && after > 0 ? Duration.ofNanos(after) : Duration.ZERO;
    }

    private int me(URI uri, String accessToken) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + accessToken)
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private boolean introspect(ServerProcess server, String secret, String accessToken)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = post(server.uri("/oauth2/introspect"), secret, "token=" + accessToken);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().contains("\"active\":true");
    }

    private HttpResponse<String> token(ServerProcess server, String secret, String form)
            throws IOException, InterruptedException {
        return post(server.uri("/oauth2/token"), secret, form);
    }

    private HttpResponse<String> post(URI uri, String secret, String form) throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString(("app:" + secret).getBytes(StandardCharsets.US_ASCII));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
