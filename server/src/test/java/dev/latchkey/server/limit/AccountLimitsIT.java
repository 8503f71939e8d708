package dev.latchkey.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.LimitedServer;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What happens to accounts that are guessed at, and to their owners. */
class AccountLimitsIT extends LimitedServer {

    @Test
    void anAccountWaitsLongerAfterEachFailureWhoeverFailsAndWhetherItExists() {
        for (String name : List.of("alice", "not-there")) {
            for (int i = 0; i < 5; i++) {
                guess("198.51.100." + i, name).expectError(400, "invalid_grant");
            }
            for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900}) {
                Answer refused = guess("198.51.100.9", name).expectError(429, "temporarily_unavailable");
                assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"account\";q=5;w=900");
                assertThat(Integer.parseInt(String.valueOf(refused.header("Retry-After"))))
                        .isBetween(seconds - 2, seconds);
                pass(seconds + " seconds");
                guess("198.51.100.9", name).expect(400);
            }
        }
    }

    @Test
    void theOwnerSignsInFromWhereTheyHaveBeforeWhileSomebodyGuesses() {
        signIn(app, "198.51.100.1", alice).expect(200);
        guessUntilLocked(alice);
        signIn(app, "198.51.100.2", alice).expect(429);
        signIn(app, "198.51.100.1", alice).expect(200);
        // The guesser who sits there has no more guesses than anywhere.
        pass("2 hours");
        guessUntilLocked(alice);
        for (int i = 0; i < 5; i++) {
            guess("198.51.100.1", "alice").expect(400);
            pass("12 seconds", "rate_limits", "full_at");
        }
        guess("198.51.100.1", "alice").expect(429);
    }

    @Test
    void aLockEndsWithTheWaitAndASuccessForgetsAllOfIt() {
        guessUntilLocked(alice);
        pass("5 seconds");
        signIn(app, "198.51.100.77", alice).expect(200);
        for (int i = 0; i < 5; i++) {
            guess("198.51.100." + i, "alice").expect(400);
        }
    }

    @Test
    void unlockingHoldsWithinASecond() {
        guessUntilLocked(alice);
        for (int i = 0; i < 10; i++) {
            signIn(app, "198.51.100.77", alice).expect(429);
        }
        assertThat(server.database().signInFailures().lockedUntil(alice.username()))
                .isPresent();
        unlock();
        assertThat(server.database().signInFailures().lockedUntil(alice.username()))
                .isEmpty();
        signIn(app, "198.51.100.78", alice).expect(200);
        assertThat(rows("audit_log WHERE action = 'user.unlock' AND actor = 'admin@console'"))
                .isEqualTo(1);
        // The server remembers where it has just refused somebody.
        Waiting.until(
                "the refused one gets in",
                Duration.ofSeconds(5),
                () -> signIn(app, "198.51.100.77", alice).status() == 200);
    }

    @Test
    void unknownWrongAndDisabledAreLockedAlikeAndAnsweredAlike() {
        TestUser disabled = TestUser.add(server.database(), "disabled");
        server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", disabled.id());
        Map<String, String> passwords = new LinkedHashMap<>();
        passwords.put("alice", "wrong");
        passwords.put("not-there", "wrong");
        passwords.put("disabled", disabled.password());
        passwords.put("no name at all", "wrong");
        String body = null;
        for (var tried : passwords.entrySet()) {
            for (int i = 0; i < 5; i++) {
                post(http, app, "198.51.100." + i, tried.getKey(), tried.getValue())
                        .expectError(400, "invalid_grant");
            }
            Answer refused = post(http, app, "198.51.100.9", tried.getKey(), tried.getValue())
                    .expect(429);
            body = body == null ? refused.body() : body;
            assertThat(refused.body()).isEqualTo(body);
            assertThat(refused.header("RateLimit")).startsWith("\"account\";r=0;t=");
        }
    }

    @Test
    void guessingTheOldPasswordWaitsAndLeavesSignInsAlone() {
        String token = signIn(app, "198.51.100.1", alice).expect(200).accessToken();
        for (int i = 0; i < 5; i++) {
            changePassword(token, "wrong").expect(400);
        }
        Answer refused = changePassword(token, alice.password()).expect(429);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"account\";q=5;w=900");
        signIn(app, "198.51.100.2", alice).expect(200);
    }

    @Test
    void whoIsOverALimitCostsNoHash() {
        TestUser slow = TestUser.addWithBcrypt(server.database(), "slow", 12);
        long tried = nanos(1, () -> guess("198.51.100.1", slow.username()).expect(400));
        for (int i = 0; i < 4; i++) {
            guess("198.51.100.1", "nobody" + i).expect(400);
        }
        // The second one may be refused from memory, but asks the database once more.
        assertThat(nanos(2, () -> guess("198.51.100.1", slow.username()).expect(429)))
                .isLessThan(tried / 3);
        server.update("DELETE FROM sign_in_failures");
        guessUntilLocked(slow);
        AtomicInteger address = new AtomicInteger(100);
        assertThat(nanos(
                        5,
                        () -> guess("198.51.100." + address.incrementAndGet(), slow.username())
                                .expect(429)))
                .isLessThan(tried / 3);
    }

    /** The shortest of so many times: the machine may be busy with something else. */
    private static long nanos(int times, Runnable request) {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            request.run();
            shortest = Math.min(shortest, System.nanoTime() - start);
        }
        return shortest;
    }

    @Test
    void anAccountChangesItsProfileOnlySoOften() {
        TestUser carol = TestUser.add(server.database(), "carol");
        String token = signIn(app, "203.0.113.77", carol).expect(200).accessToken();
        for (int i = 0; i < 3; i++) {
            changeName(token, "Carol " + i).expect(200);
        }
        Answer refused = changeName(token, "Carol again").expect(429);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"profile\";q=3;w=3600");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 1200);
        // What changes nothing is not counted, nor refused.
        changeName(token, "Carol 2").expect(200);
        assertThat(http.me(token).text("full_name")).isEqualTo("Carol 2");
        assertThat(rows("audit_log WHERE action = 'user.update' AND target_name = 'carol'"))
                .isEqualTo(3);
        try (TestServer other = another()) {
            String there = post(other.http(), app, "203.0.113.78", carol.username(), carol.password())
                    .expect(200)
                    .accessToken();
            changeName(other.http(), there, "Carol there").expect(429);
        }
    }

    private static Answer changeName(String token, String name) {
        return changeName(http, token, name);
    }

    private static Answer changeName(Http to, String token, String name) {
        return to.json("PATCH", "/users/me", token, "{\"full_name\":\"" + name + "\"}");
    }

    @Test
    void triesToChangeAPasswordAreLimitedWhateverComesOfThem() {
        TestUser changing = TestUser.add(server.database(), "changing");
        String token = signIn(app, "198.51.100.1", changing).expect(200).accessToken();
        // Each costs two hashes, or one and an estimate, and none of them ends the sign-in.
        for (int i = 0; i < 5; i++) {
            assertThat(changePassword(token, changing.password(), changing.password())
                            .expect(400)
                            .text("field"))
                    .isEqualTo("new_password");
            changePassword(token, changing.password(), "password" + i + "1234").expect(400);
        }
        Answer refused = changePassword(token, changing.password(), "another-of-my-passwords")
                .expect(429);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"password-change\";q=10;w=3600");
        String other = signIn(app, "198.51.100.1", alice).expect(200).accessToken();
        changePassword(other, "wrong").expect(400);
    }

    @Test
    void registrationsAreCountedBeforeTheirPasswordsAreLookedAt() {
        for (int i = 0; i < 10; i++) {
            register("password1234").expect(400);
        }
        Answer refused = register("password1234").expect(429);
        assertThat(refused.header("RateLimit-Policy")).startsWith("\"registration\"");
    }

    private static Answer register(String password) {
        return http.json("POST", "/register", null, "{\"username\":\"somebody\",\"password\":\"" + password + "\"}");
    }

    private static Answer changePassword(String token, String oldPassword) {
        return changePassword(token, oldPassword, "another-of-my-passwords");
    }

    private static Answer changePassword(String token, String oldPassword, String newPassword) {
        return http.json(
                "POST",
                "/users/me/password",
                token,
                "{\"old_password\":\"" + oldPassword + "\",\"new_password\":\"" + newPassword + "\"}");
    }
}
