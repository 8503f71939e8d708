package dev.latchkey.core.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.LogoutUri;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.CodeOutcome.Redeemed;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.session.SessionReference;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each client with a logout URI gets one message for each session that ends, whatever ends it. */
class LogoutMessagesIT {

    private static final Attribution BY = Attribution.of("test");
    private static final LogoutUri URI = new LogoutUri("https://app.example/logout");
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static JdbcClient sql;
    private static Database database;
    private static Accounts accounts;

    private User user;
    private Client told;
    private SessionReference session;
    private Family family;

    /** How a session ends; {@code act} gets the test with its user and session. */
    record End(String name, Consumer<LogoutMessagesIT> act) {

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() {
        ConnectionSettings settings = TestDatabase.fresh();
        DataSource dataSource = DataSources.direct(settings);
        sql = JdbcClient.create(dataSource);
        database = new Database(dataSource);
        database.partitions().extend();
        accounts = new Accounts(database);
    }

    @BeforeEach
    void signIn() {
        // Those of the tests before.
        database.sessionChanges().endAll(BY);
        sql.sql("DELETE FROM outbox").update();
        int number = NAMES.incrementAndGet();
        user = accounts.user("user" + number);
        told = accounts.browserClient("told" + number, URI);
        session = accounts.session(user);
        family = redeem(session, told);
    }

    private static Family redeem(SessionReference session, Client client) {
        var outcome = database.authorizationCodes()
                .redeem(accounts.code(session, client, "read offline_access"), Accounts.redemption(client));
        return ((Redeemed) outcome).family();
    }

    private static List<Message.Content> messages() {
        return sql.sql("SELECT kind, user_id, client_id, session_id, address, language FROM outbox")
                .query((row, number) -> new Message.Content(
                        row.getString("kind"),
                        row.getObject("user_id", UUID.class),
                        row.getObject("client_id", UUID.class),
                        row.getObject("session_id", UUID.class),
                        row.getString("address"),
                        row.getString("language")))
                .list();
    }

    private Message.Content message(SessionReference of) {
        return new Message.Content("logout", user.id(), told.id(), of.id(), null, null);
    }

    private static void psql(String statement, UUID id) {
        sql.sql(statement).param("id", id).update();
    }

    static Stream<End> ends() {
        return Stream.of(
                new End("sign-out", it -> database.sessionChanges().end(it.session.id(), "signed_out", BY)),
                new End(
                        "from another session",
                        it -> database.sessionChanges().endOfUser(it.session.id(), it.user.id(), BY)),
                new End(
                        "all others",
                        it -> database.sessionChanges()
                                .endOthersOfUser(
                                        it.user.id(), accounts.session(it.user).id(), BY)),
                new End("everywhere", it -> database.sessionChanges().endAllOfUser(it.user.id(), BY)),
                new End("of a client", it -> database.sessionChanges().endAllOfClient(it.told.id(), BY)),
                new End("every session", it -> database.sessionChanges().endAll(BY)),
                new End("replaced", it -> {
                    User other = accounts.user("other" + NAMES.incrementAndGet());
                    database.sessionChanges().begin(accounts.newSession(other), other.username(), it.session.id(), BY);
                }),
                new End("tokens revoked", it -> database.userChanges().revokeTokens(it.user, BY)),
                new End("disabled", it -> database.userChanges().disable(it.user, BY)),
                new End("deleted", it -> database.userChanges().delete(it.user, BY)),
                new End(
                        "new password by an administrator",
                        it -> database.userChanges().setPassword(it.user, "{argon2}y", BY)),
                new End(
                        "new password by the owner, elsewhere",
                        it -> database.sessionChanges()
                                .changePassword(
                                        accounts.session(it.user),
                                        it.user.id(),
                                        it.user.username(),
                                        Accounts.VERSION,
                                        "{argon2}y",
                                        BY)),
                new End(
                        "recovery codes added with psql",
                        it -> psql(
                                "INSERT INTO recovery_codes (user_id, hash) VALUES (:id, sha256('x'))", it.user.id())),
                new End(
                        "disabled with psql",
                        it -> psql("UPDATE users SET disabled_at = now() WHERE id = :id", it.user.id())),
                new End(
                        "new password with psql",
                        it -> psql("UPDATE users SET password_hash = '{argon2}z' WHERE id = :id", it.user.id())),
                new End("user deleted with psql", it -> {
                    psql(
                            "UPDATE tokens SET revoked_at = now(), revoked_reason = 'x' WHERE user_id = :id",
                            it.user.id());
                    psql("DELETE FROM users WHERE id = :id", it.user.id());
                }),
                new End(
                        "ended with psql",
                        it -> psql(
                                "UPDATE browser_sessions SET ended_at = now(), expires_at = now(), ended_reason = 'x' WHERE id = :id",
                                it.session.id())),
                new End(
                        "row deleted with psql",
                        it -> psql("DELETE FROM browser_sessions WHERE id = :id", it.session.id())),
                new End("expired", it -> {
                    expire(it.session, "1 minute");
                    database.upkeep().expiredSessions().end();
                }),
                new End("expired and purged", it -> {
                    expire(it.session, "25 hours");
                    database.sessions().purge(10);
                }));
    }

    private static void expire(SessionReference session, String ago) {
        sql.sql("UPDATE browser_sessions SET expires_at = now() - :ago::interval WHERE id = :id")
                .param("ago", ago)
                .param("id", session.id())
                .update();
    }

    @ParameterizedTest
    @MethodSource("ends")
    void eachEndTellsTheClientOnce(End end) {
        redeem(session, told);
        redeem(session, accounts.browserClient("silent" + NAMES.get()));
        end.act().accept(this);
        assertThat(messages()).containsExactly(message(session));
        // What comes later finds the session ended, or gone.
        database.sessionChanges().end(session.id(), "signed_out", BY);
        database.userChanges().disable(user, BY);
        psql("UPDATE browser_sessions SET expires_at = now() - interval '2 days' WHERE id = :id", session.id());
        database.upkeep().expiredSessions().end();
        database.sessions().purge(10);
        database.userChanges().delete(user, BY);
        assertThat(messages().stream().filter(message -> session.id().equals(message.sessionId())))
                .containsExactly(message(session));
    }

    @Test
    void aSessionThatMerelyExpiresEndsNoOfflineFamily() {
        expire(session, "1 minute");
        assertThat(database.upkeep().expiredSessions().end()).isEqualTo(1);
        assertThat(database.families().findLive(family.id())).isPresent();
    }

    @Test
    void sessionsThatAreKeptAreNotTold() {
        int version = database.sessionChanges()
                .rehash(user.id(), Accounts.VERSION, "{argon2}y")
                .orElseThrow();
        SessionReference kept = database.sessionChanges()
                .changePassword(session, user.id(), user.username(), version, "{argon2}z", BY)
                .orElseThrow();
        assertThat(database.sessions().visit(kept, null)).isPresent();
        assertThat(messages()).isEmpty();
    }

    @Test
    void aSessionInWhichNoToldClientWasAuthorisedTellsNothing() {
        SessionReference other = accounts.session(user);
        redeem(other, accounts.browserClient("quiet" + NAMES.get()));
        database.sessionChanges().end(other.id(), "signed_out", BY);
        assertThat(messages()).isEmpty();
        assertThat(sql.sql("SELECT count(*) FROM session_clients WHERE session_id = :id")
                        .param("id", other.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aDisabledOrDeletedClientIsToldNothingMore() {
        SessionReference second = accounts.session(user);
        redeem(second, told);
        database.sessionChanges().end(session.id(), "signed_out", BY);
        assertThat(messages()).hasSize(1);
        database.clientChanges().disable(told, BY);
        assertThat(messages()).isEmpty();
        database.sessionChanges().end(second.id(), "signed_out", BY);
        assertThat(messages()).isEmpty();
        database.clientChanges().enable(told, BY);
        SessionReference third = accounts.session(user);
        redeem(third, told);
        database.sessionChanges().end(third.id(), "signed_out", BY);
        assertThat(messages()).containsExactly(message(third));
        database.clientChanges().delete(told, BY);
        assertThat(messages()).isEmpty();
    }

    @Test
    void theClientsOfASessionGoWithIt() {
        psql("DELETE FROM browser_sessions WHERE id = :id", session.id());
        assertThat(sql.sql("SELECT count(*) FROM session_clients WHERE session_id = :id")
                        .param("id", session.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aCodeThatBeginsNothingNotesNothing() {
        SessionReference other = accounts.session(user);
        var code = accounts.code(other, told, "read");
        database.sessionChanges().end(other.id(), "signed_out", BY);
        assertThat(database.authorizationCodes().redeem(code, Accounts.redemption(told)))
                .isNotInstanceOf(Redeemed.class);
        assertThat(messages()).isEmpty();
    }

    @Test
    void theSchemaTakesNoUriInClearBeyondTheMachine() {
        for (String uri : List.of(
                "http://app.example/logout",
                "https://app.example/logout#x",
                "https://user@app.example/",
                "ftp://app.example/",
                "https://app.example/\nhttps://b.example/")) {
            assertThatThrownBy(() -> sql.sql("UPDATE clients SET backchannel_logout_uri = :uri WHERE id = :id")
                            .param("uri", uri)
                            .param("id", told.id())
                            .update())
                    .as(uri)
                    .hasMessageContaining("clients_backchannel_logout_uri_syntax");
            assertThatThrownBy(() -> new LogoutUri(uri)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
