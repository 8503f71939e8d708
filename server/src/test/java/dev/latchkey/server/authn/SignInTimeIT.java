package dev.latchkey.server.authn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Alone;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether there is an account cannot be told by the time that a refused sign-in takes. */
@Alone
class SignInTimeIT {

    private TestServer server;
    private TestClient client;

    @BeforeEach
    void start() {
        server = TestServer.start(TestDatabase.fresh());
        client = TestClient.named("app").addTo(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void unknownWrongDisabledMalformedAndWithoutPasswordTakeTheSameTime() {
        TestUser alice = TestUser.add(server.database(), "alice");
        TestUser disabled = TestUser.add(server.database(), "disabled");
        server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", disabled.id());
        TestUser expired = TestUser.add(server.database(), "expired");
        server.update("UPDATE users SET valid_until = now() WHERE id = :id", "id", expired.id());
        TestUser without = TestUser.add(server.database(), "without");
        server.update("UPDATE users SET password_hash = NULL WHERE id = :id", "id", without.id());
        TestUser malformed = TestUser.addWithHash(server.database(), "malformed", "read", "nonsense", "x");
        assertSameTime(
                30,
                Map.of(
                        "wrong", () -> signIn(alice.username(), "wrong"),
                        "unknown", () -> signIn("nobody", alice.password()),
                        "disabled, right password", () -> server.http().signIn(client, disabled),
                        "disabled, wrong password", () -> signIn(disabled.username(), "wrong"),
                        "expired, right password", () -> server.http().signIn(client, expired),
                        "without a password", () -> server.http().signIn(client, without),
                        "a malformed hash", () -> server.http().signIn(client, malformed),
                        "not even a name", () -> signIn("no body\u0007", alice.password())));
    }

    @Test
    void whereAccountsAreImportedUnknownNamesCostWhatImportedHashesCost() {
        TestUser imported = TestUser.addWithBcrypt(server.database(), "imported", 11);
        TestUser malformed = TestUser.addWithHash(server.database(), "malformed", "read", "nonsense", "x");
        String decomposed = "e\u0301";
        assertSameTime(
                5,
                Map.of(
                        "wrong", () -> signIn(imported.username(), "wrong"),
                        "unknown", () -> signIn("nobody", "wrong"),
                        "a malformed hash", () -> server.http().signIn(client, malformed)));
        // Two tries each: as it was sent, and normalised.
        assertSameTime(
                5,
                Map.of(
                        "wrong", () -> signIn(imported.username(), decomposed),
                        "unknown", () -> signIn("nobody", decomposed)));
    }

    private Answer signIn(String username, String password) {
        return server.http().token(client, "grant_type", "password", "username", username, "password", password);
    }

    private void assertSameTime(int times, Map<String, Supplier<Answer>> failures) {
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        for (int i = 0; i < times; i++) {
            failures.forEach((name, failure) -> {
                double before = hashing();
                failure.get().expect(400);
                millis.computeIfAbsent(name, key -> new ArrayList<>()).add(hashing() - before);
            });
        }
        double wrong = median(Objects.requireNonNull(millis.get("wrong")));
        // One that skipped the hash, or compared with one of another kind, would take a fraction or a multiple.
        millis.forEach(
                (name, values) -> assertThat(median(values) / wrong).as(name).isBetween(0.6, 1.7));
    }

    /** All time that was spent on hashes. */
    private double hashing() {
        return server.bean(MeterRegistry.class)
                .get("latchkey.password.hashing")
                .timer()
                .totalTime(TimeUnit.MILLISECONDS);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
