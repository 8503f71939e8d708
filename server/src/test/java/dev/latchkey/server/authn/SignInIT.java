package dev.latchkey.server.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.account.Credentials;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.session.Amr;
import dev.latchkey.server.authn.SignInOutcome.Authenticated;
import dev.latchkey.server.authn.SignInOutcome.Refusal;
import dev.latchkey.server.authn.SignInOutcome.Refused;
import dev.latchkey.server.fixture.LimitedServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.http.RateLimitedException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who signs in, as pages of our own ask it: without a client, and with the reason of a refusal. */
class SignInIT extends LimitedServer {

    private static final String HERE = "198.51.100.1";

    private static SignIn signIn;

    @BeforeAll
    static void find() {
        signIn = server.bean(SignIn.class);
    }

    @Test
    void aUserIsRecognisedWithoutAClient() {
        assertThat(signIn.byPassword("ALICE", alice.password(), null, HERE))
                .isEqualTo(new Authenticated(
                        alice.id(), "alice", Scopes.parse("read write"), version("alice"), Amr.PASSWORD, false, false));
        assertThat(rows("sign_in_failures")).isZero();
        assertThat(rows("tokens")).isZero();
    }

    @Test
    void eachRefusalHasItsReason() {
        TestUser disabled = add();
        server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", disabled.id());
        TestUser without = add();
        server.update("UPDATE users SET password_hash = NULL WHERE id = :id", "id", without.id());
        assertRefused(byPassword("nobody", "wrong"), Refusal.UNKNOWN_USER);
        assertRefused(byPassword("no body", "wrong"), Refusal.UNKNOWN_USER);
        assertRefused(byPassword("alice", "wrong"), Refusal.WRONG_PASSWORD);
        assertRefused(byPassword("alice", "x".repeat(257)), Refusal.NOT_A_PASSWORD);
        forget();
        assertRefused(byPassword(without.username(), without.password()), Refusal.WRONG_PASSWORD);
        assertRefused(byPassword(disabled.username(), "wrong"), Refusal.WRONG_PASSWORD);
        assertRefused(byPassword(disabled.username(), disabled.password()), Refusal.DISABLED_USER);
        assertThat(rows("sign_in_failures WHERE failures = 2"))
                .as("the right password counts too, because the account is disabled")
                .isOne();
    }

    @Test
    void withoutAClientTheAddressIsLimited() {
        for (int i = 0; i < 5; i++) {
            assertRefused(byPassword("nobody" + i, "wrong"), Refusal.UNKNOWN_USER);
        }
        assertThatThrownBy(() -> byPassword("alice", alice.password()))
                .isInstanceOfSatisfying(
                        RateLimitedException.class,
                        e -> assertThat(e.getHeaders().getFirst("RateLimit")).startsWith("\"address\""));
        assertThat(signIn.byPassword("alice", alice.password(), null, "198.51.100.2"))
                .isInstanceOf(Authenticated.class);
    }

    @Test
    void aSignInThatStoresABetterHashReturnsTheVersionAfterIt() {
        TestUser imported = TestUser.addWithBcrypt(server.database(), "imported-" + UUID.randomUUID(), 4);
        for (int i = 0; i < 2; i++) {
            assertThat(byPassword(imported.username(), imported.password()))
                    .isInstanceOfSatisfying(
                            Authenticated.class,
                            user -> assertThat(user.credentialVersion())
                                    .isEqualTo(version(imported.username()))
                                    .isEqualTo(1));
        }
    }

    @Test
    void whoIsSignedInConfirmsWithThePassword() {
        TestUser imported = TestUser.addWithBcrypt(server.database(), "imported-" + UUID.randomUUID(), 4);
        assertThat(signIn.confirm(imported.username(), imported.password()))
                .isInstanceOfSatisfying(
                        Authenticated.class,
                        user -> assertThat(user.credentialVersion()).isZero());
        assertThat(version(imported.username())).as("the hash stays").isZero();
        assertRefused(signIn.confirm(imported.username(), "wrong"), Refusal.WRONG_PASSWORD);
        assertRefused(signIn.confirm(imported.username(), "x".repeat(257)), Refusal.NOT_A_PASSWORD);
        assertRefused(signIn.confirm("nobody", "wrong"), Refusal.UNKNOWN_USER);
    }

    @Test
    void guessesOfOthersDoNotKeepAUserFromConfirming() {
        guessUntilLocked(alice);
        assertThat(signIn.confirm("alice", alice.password())).isInstanceOf(Authenticated.class);
    }

    private static SignInOutcome byPassword(String username, String password) {
        return signIn.byPassword(username, password, null, HERE);
    }

    private static void assertRefused(SignInOutcome outcome, Refusal reason) {
        assertThat(outcome).isEqualTo(new Refused(reason));
    }

    private static TestUser add() {
        return TestUser.add(server.database(), "user-" + UUID.randomUUID());
    }

    private static int version(String username) {
        return server.database()
                .users()
                .findCredentials(new Username(username))
                .map(Credentials::version)
                .orElseThrow();
    }
}
