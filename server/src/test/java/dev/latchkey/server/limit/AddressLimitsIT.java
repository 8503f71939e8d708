package dev.latchkey.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.LimitedServer;
import dev.latchkey.server.fixture.TestServer;
import org.junit.jupiter.api.Test;

/** What happens to addresses that guess, and to the users of confidential clients, who share one. */
class AddressLimitsIT extends LimitedServer {

    @Test
    void theSixthFailureFromAnAddressIs429WithWhenToComeBack() {
        for (int i = 0; i < 5; i++) {
            guess("198.51.100.1", "nobody" + i).expectError(400, "invalid_grant");
        }
        Answer refused = signIn(app, "198.51.100.1", alice).expectError(429, "temporarily_unavailable");
        int seconds = Integer.parseInt(String.valueOf(refused.header("Retry-After")));
        assertThat(seconds).isBetween(1, 12);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"address\";q=5;w=60");
        assertThat(refused.header("RateLimit")).isEqualTo("\"address\";r=0;t=" + seconds);
        signIn(app, "198.51.100.2", alice).expect(200);
    }

    @Test
    void aTokenOfAnAddressComesBackAfterItsTime() {
        for (int i = 0; i < 5; i++) {
            guess("198.51.100.1", "nobody" + i).expect(400);
        }
        guess("198.51.100.1", "nobody").expect(429);
        pass("12 seconds");
        guess("198.51.100.1", "nobody").expect(400);
        guess("198.51.100.1", "nobody").expect(429);
    }

    @Test
    void successesDoNotCount() {
        for (int i = 0; i < 12; i++) {
            signIn(app, "198.51.100.1", alice).expect(200);
        }
        assertThat(rows("rate_limits WHERE full_at > now() + interval '1 second'"))
                .isZero();
        assertThat(rows("sign_in_failures")).isZero();
    }

    @Test
    void successesCountWhereTheSettingSaysSo() {
        try (TestServer strict =
                another("latchkey.limits.address.count-successes=true", "latchkey.limits.account.failures=0")) {
            for (int i = 0; i < 5; i++) {
                strict.http().post("/oauth2/token", form(app, alice)).expect(200);
            }
            strict.http().post("/oauth2/token", form(app, alice)).expect(429);
        }
    }

    @Test
    void anIpv6AddressIsAsGoodAsAnyOtherOfItsNetwork() {
        for (int i = 0; i < 5; i++) {
            guess("2001:db8:0:1::" + i, "nobody" + i).expect(400);
        }
        guess("2001:db8:0:1:ffff::1", "nobody").expect(429);
        guess("2001:db8:0:2::1", "nobody").expect(400);
    }

    @Test
    void aForgedForwardedForChangesNothing() {
        // What a trusted proxy appends counts, what was there before does not.
        for (int i = 0; i < 5; i++) {
            guess("192.0.2." + i + ", 198.51.100.1", "nobody" + i).expect(400);
        }
        guess("192.0.2.77, 198.51.100.1", "nobody").expect(429);
        try (TestServer direct = another("latchkey.trusted-proxies=", "spring.main.cloud-platform=kubernetes")) {
            for (int i = 0; i < 5; i++) {
                post(direct.http(), app, "192.0.2." + i, "nobody" + i, "wrong").expect(400);
            }
            post(direct.http(), app, "192.0.2.77", "nobody", "wrong").expect(429);
        }
    }

    @Test
    void theAddressOfASignInIsTheOneThatWasCounted() {
        signIn(app, "192.0.2.1, 2001:db8::7, 10.1.2.3", alice).expect(200);
        assertThat(server.sql()
                        .sql("SELECT host(address) FROM tokens")
                        .query(String.class)
                        .list())
                .containsExactly("2001:db8::7");
    }

    // Confidential clients

    @Test
    void oneGuesserBehindAConfidentialClientLocksNobodyElseOut() {
        for (int i = 0; i < 10; i++) {
            post(http, backend, null, "victim" + i, "wrong").expectError(400, "invalid_grant");
        }
        post(http, backend, null, alice.username(), alice.password()).expect(200);
        for (int i = 0; i < 5; i++) {
            post(http, backend, null, "victim", "wrong").expect(400);
        }
        post(http, backend, null, "victim", "wrong").expect(429);
        post(http, backend, null, alice.username(), alice.password()).expect(200);
    }

    @Test
    void whoGuessesElsewhereKeepsNobodyOutOfAConfidentialClient() {
        guessUntilLocked(alice);
        behind(alice.password()).expect(200);
        guess("203.0.113.9", alice.username()).expect(429);
        // Nor does who guesses there keep anybody out elsewhere, and there too guesses have an end.
        server.update("DELETE FROM sign_in_failures");
        for (int i = 0; i < 5; i++) {
            behind("wrong").expect(400);
        }
        behind(alice.password()).expect(429);
        signIn(app, "198.51.100.1", alice).expect(200);
        assertThat(server.database().signInFailures().lockedUntil(alice.username()))
                .isPresent();
        unlock();
        behind(alice.password()).expect(200);
    }

    private static Answer behind(String password) {
        return post(http, backend, null, alice.username(), password);
    }

    @Test
    void aConfidentialClientThatPassesAddressesIsLimitedByThem() {
        try (TestServer passing =
                another("latchkey.trusted-proxies=127.0.0.1", "latchkey.limits.address.confidential-clients=true")) {
            for (int i = 0; i < 5; i++) {
                post(passing.http(), backend, "198.51.100.1", "victim" + i, "wrong")
                        .expect(400);
            }
            post(passing.http(), backend, "198.51.100.1", "victim", "wrong").expect(429);
            post(passing.http(), backend, "198.51.100.2", alice.username(), alice.password())
                    .expect(200);
        }
    }
}
