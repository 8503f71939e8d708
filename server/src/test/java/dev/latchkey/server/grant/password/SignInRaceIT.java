package dev.latchkey.server.grant.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestUser;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Accounts that change while their user signs in. */
class SignInRaceIT extends SharedServer {

    @Test
    void hashingAgainDoesNotUndoAPasswordThatWasSetMeanwhile() throws Exception {
        TestUser imported = TestUser.addWithBcrypt(server.database(), "racing-rehash", 4);
        String reset = new Passwords().hash("set by an administrator");
        Answer answer = signInWhileLocked(imported, "UPDATE users SET password_hash = ? WHERE id = ?", reset);
        answer.expectError(400, "invalid_grant");
        assertThat(imported.hashIn(server)).isEqualTo(reset);
        http.signIn(client, imported.username(), "set by an administrator").expect(200);
    }

    @Test
    void aSignInLosesAgainstAPasswordThatWasSetMeanwhile() throws Exception {
        TestUser racer = TestUser.add(server.database(), "racing-password");
        Answer answer = signInWhileLocked(
                racer, "UPDATE users SET password_hash = ? WHERE id = ?", new Passwords().hash("set meanwhile"));
        answer.expectError(400, "invalid_grant");
        assertThat(familiesOf(racer)).isZero();
    }

    @Test
    void aSignInLosesAgainstADisableMeanwhile() throws Exception {
        TestUser racer = TestUser.add(server.database(), "racing-disable");
        Answer answer = signInWhileLocked(
                racer, "UPDATE users SET disabled_at = now(), full_name = ? WHERE id = ?", "Disabled");
        answer.expectError(400, "invalid_grant");
        assertThat(familiesOf(racer)).isZero();
    }

    @Test
    void aSignInLosesAgainstADeletionMeanwhile() throws Exception {
        TestUser racer = TestUser.add(server.database(), "racing-delete");
        Answer answer =
                signInWhileLocked(racer, "DELETE FROM users WHERE full_name IS DISTINCT FROM ? AND id = ?", "nobody");
        answer.expectError(400, "invalid_grant");
    }

    /** Signs in while another connection holds the user's row; that one then changes it, before the sign-in goes on. */
    private static Answer signInWhileLocked(TestUser racer, String change, String value) throws Exception {
        try (ExecutorService thread = Executors.newSingleThreadExecutor();
                Connection admin = DataSources.direct(server.settings()).getConnection();
                Statement lock = admin.createStatement();
                PreparedStatement update = admin.prepareStatement(change)) {
            admin.setAutoCommit(false);
            lock.execute("SELECT FROM users WHERE id = '" + racer.id() + "' FOR UPDATE");
            Future<Answer> signIn = thread.submit(() -> http.signIn(client, racer));
            server.untilAStatementWaits();
            update.setString(1, value);
            update.setObject(2, racer.id());
            assertThat(update.executeUpdate()).isEqualTo(1);
            admin.commit();
            return signIn.get();
        }
    }

    private static int familiesOf(TestUser user) {
        return server.sql()
                .sql("SELECT count(*) FROM tokens WHERE user_id = :id")
                .param("id", user.id())
                .query(Integer.class)
                .single();
    }
}
