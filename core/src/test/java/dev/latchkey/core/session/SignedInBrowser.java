package dev.latchkey.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.OneConnection;
import dev.latchkey.core.account.User;
import org.junit.jupiter.api.BeforeEach;

/** A user who is signed in with a browser, another for each test. */
abstract class SignedInBrowser extends OneConnection {

    User user;
    SessionReference session;

    @BeforeEach
    void signIn() {
        user = accounts.user(newName("user"));
        session = accounts.session(user);
    }

    static boolean isLive(SessionReference reference) {
        return database.sessions().visit(reference, null).isPresent();
    }

    void set(String change) {
        assertThat(sql.sql("UPDATE browser_sessions SET " + change + " WHERE id = :id")
                        .param("id", session.id())
                        .update())
                .isEqualTo(1);
    }

    <T> T read(String column, Class<T> type) {
        return sql.sql("SELECT " + column + " FROM browser_sessions WHERE id = :id")
                .param("id", session.id())
                .query(type)
                .single();
    }
}
