package dev.latchkey.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.FreshDatabase;
import dev.latchkey.core.account.SessionChanges.SignOut;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.LogoutUri;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.CodeOutcome.Redeemed;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.session.SessionReference;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ending the sessions of everybody, or all of a client. */
class ManySessionChangesIT extends FreshDatabase {

    private static final LogoutUri URI = new LogoutUri("https://app.example/logout");

    private User alice;
    private Client app;

    @BeforeEach
    void begin() {
        database.sessionChanges().endAll(BY);
        sql.sql("DELETE FROM outbox").update();
        sql.sql("DELETE FROM audit_log").update();
        alice = accounts.user(newName("alice"));
        app = accounts.browserClient(newName("app"), URI);
    }

    private Family redeem(SessionReference session, Client client, String scope) {
        var outcome = database.authorizationCodes()
                .redeem(accounts.code(session, client, scope), Accounts.redemption(client));
        return ((Redeemed) outcome).family();
    }

    private static boolean isLive(Family family) {
        return database.families().findLive(family.id()).isPresent();
    }

    private static int messages() {
        return sql.sql("SELECT count(*) FROM outbox").query(Integer.class).single();
    }

    @Test
    void theFamiliesOfTheEndedSessionsEndAndNoOthers() {
        User bob = accounts.user(newName("bob"));
        SessionReference over = accounts.session(bob);
        Family ofOver = redeem(over, app, "read");
        sql.sql("UPDATE browser_sessions SET expires_at = now() - interval '1 minute' WHERE id = :id")
                .param("id", over.id())
                .update();
        SessionReference session = accounts.session(bob);
        Family online = redeem(session, app, "read");
        Family offline = redeem(session, app, "read offline_access");
        Client other = accounts.browserClient(newName("other"));
        Family elsewhere = redeem(accounts.session(alice), other, "read");
        Family password = accounts.signIn(alice, accounts.client(newName("client")));

        SignOut ofClient = database.sessionChanges().countAllOfClient(app.id());
        assertThat(ofClient.sessions()).isEqualTo(1);
        assertThat(ofClient.revocation().families()).isEqualTo(1);
        assertThat(isLive(online)).isTrue();
        SignOut ended = database.sessionChanges().endAllOfClient(app.id(), BY);
        assertThat(ended.sessions()).isEqualTo(1);
        assertThat(ended.revocation().families()).isEqualTo(1);
        assertThat(isLive(online)).isFalse();
        assertThat(isLive(elsewhere)).isTrue();
        assertThat(messages()).isEqualTo(1);

        assertThat(database.sessionChanges().countAll().sessions()).isEqualTo(1);
        ended = database.sessionChanges().endAll(BY);
        assertThat(ended.sessions()).isEqualTo(1);
        assertThat(ended.revocation().families()).isEqualTo(1);
        assertThat(isLive(elsewhere)).isFalse();
        assertThat(Stream.of(ofOver, offline, password)).allMatch(ManySessionChangesIT::isLive);
        assertThat(database.sessionChanges().countAll()).isEqualTo(SignOut.NONE);
        assertThat(database.sessionChanges().endAll(BY)).isEqualTo(SignOut.NONE);
    }

    @Test
    void theAuditRowNamesTheSessionAndTheUserIfThereIsOne() {
        SessionReference session = accounts.session(alice);
        database.sessionChanges().endAll(BY);
        assertThat(audited())
                .isEqualTo(Map.of(
                        "target_name",
                        alice.username(),
                        "sessions",
                        "1",
                        "session",
                        session.id().toString()));
        accounts.session(alice);
        accounts.session(alice);
        database.sessionChanges().endAll(BY);
        assertThat(audited()).isEqualTo(Map.of("target_name", alice.username(), "sessions", "2"));
        accounts.session(alice);
        accounts.session(accounts.user(newName("bob")));
        database.sessionChanges().endAll(BY);
        assertThat(audited()).isEqualTo(Map.of("sessions", "2"));
    }

    /** Of the newest row, what is there. */
    private static Map<String, String> audited() {
        return sql.sql("""
                SELECT key, value
                  FROM (SELECT * FROM audit_log WHERE action = 'session.end' ORDER BY id DESC LIMIT 1) newest,
                       jsonb_each_text(jsonb_strip_nulls(
                           details || jsonb_build_object('target_name', target_name)) - 'families')
                """).query((row, number) -> Map.entry(row.getString(1), row.getString(2))).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    record Change(String name, Consumer<Database> act) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Change> changes() {
        return Stream.of(
                new Change("all sessions", on -> on.sessionChanges().endAll(BY)),
                new Change("of a client", on -> on.sessionChanges().endAllOfClient(client(), BY)),
                new Change("all tokens", on -> on.clientChanges().revokeAllTokens(BY)),
                new Change("counting all", on -> on.sessionChanges().countAll()),
                new Change(
                        "counting those of a client", on -> on.sessionChanges().countAllOfClient(client())));
    }

    private static UUID client() {
        return sql.sql("SELECT id FROM clients ORDER BY id DESC LIMIT 1")
                .query(UUID.class)
                .single();
    }

    /** Millions of sessions would not fit into the memory of the command. */
    @ParameterizedTest
    @MethodSource("changes")
    void asManyRowsAreReadOfManySessionsAsOfTwo(Change change) {
        int ofTwo = rowsRead(change, 2);
        assertThat(rowsRead(change, 500)).isEqualTo(ofTwo).isPositive();
    }

    private int rowsRead(Change change, int sessions) {
        database.sessionChanges().endAll(BY);
        Family family = redeem(accounts.session(alice), app, "read");
        sql.sql("""
                        WITH begun AS (
                            INSERT INTO browser_sessions (id, user_id, credential_version, amr, expires_at, remembered)
                            SELECT gen_random_uuid(), :user, 0, 1, now() + interval '1 hour', false
                              FROM generate_series(2, :sessions)
                            RETURNING id)
                        INSERT INTO tokens (id, user_id, client_id, grant_type, scope, idle_until, expires_at,
                                            session_id)
                        SELECT overlay(gen_random_uuid()::text PLACING left(:family::text, 13) FROM 1 FOR 13)::uuid,
                               :user, :client, 'authorization_code', 'read', now() + interval '1 hour',
                               now() + interval '1 hour', id
                          FROM begun
                        """)
                .param("user", alice.id())
                .param("client", app.id())
                .param("family", family.id())
                .param("sessions", sessions)
                .update();
        RowsRead rows = new RowsRead();
        change.act().accept(new Database(rows.of(DataSources.direct(settings))));
        return rows.count();
    }
}
