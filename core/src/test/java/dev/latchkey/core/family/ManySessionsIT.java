package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.time.Duration;
import java.util.EnumSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An account with very many sign-ins, such as a kiosk's or a test's. */
class ManySessionsIT {

    private static final String HASH = "{argon2}x";
    private static final int SESSIONS = 50_000;

    private final ConnectionSettings settings = TestDatabase.fresh();
    private final Database database = new Database(DataSources.direct(settings));
    private final JdbcClient sql = JdbcClient.create(DataSources.direct(settings));

    @Test
    void disablingItEndsThemAllAndHoldsUpNoRefreshOfAnother() {
        database.partitions().extend();
        UUID client = addClient();
        UUID busy = addUser("busy");
        UUID other = addUser("other");
        Family first = begin(busy, client);
        Family others = begin(other, client);
        sql.sql("""
                        INSERT INTO tokens (id, user_id, client_id, grant_type, scope, idle_until, expires_at)
                        SELECT overlay(gen_random_uuid()::text PLACING left(:first::text, 13) FROM 1 FOR 13)::uuid,
                               :user, :client, 'password', 'read', now() + interval '14 days', now() + interval '30 days'
                          FROM generate_series(2, :sessions)
                        """)
                .param("first", first.id())
                .param("user", busy)
                .param("client", client)
                .param("sessions", SESSIONS)
                .update();
        Revocation revocation = database.transactions().in(() -> {
            Revocation ended = database.userChanges()
                    .disable(database.users().find(busy).orElseThrow(), Attribution.of("test"))
                    .orElseThrow()
                    .revocation();
            // Not committed yet: this refresh is over another connection, and would wait for a lock that it needs.
            assertThat(CompletableFuture.supplyAsync(() -> impatient().rotate(rotation(others, client)))
                            .join())
                    .isPresent();
            return ended;
        });
        assertThat(revocation.families()).isEqualTo(SESSIONS);
        assertThat(sql.sql("SELECT count(*) FROM tokens WHERE user_id = :user AND revoked_at IS NULL")
                        .param("user", busy)
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(impatient().rotate(rotation(first, client))).isEmpty();
    }

    /** Statements over a connection of their own, that give up instead of waiting. */
    private Rotations impatient() {
        String url = settings.url() + (settings.url().contains("?") ? "&" : "?") + "options=-c%20lock_timeout=2s";
        return new Rotations(JdbcClient.create(
                DataSources.direct(new ConnectionSettings(url, settings.user(), settings.password()))));
    }

    private static Rotation rotation(Family family, UUID client) {
        return new Rotation(family.id(), family.generation(), client, Duration.ofDays(14), Scopes.NONE, null);
    }

    private UUID addClient() {
        return database.clients()
                .add(
                        NewClient.confidential("app")
                                .grants(EnumSet.complementOf(EnumSet.of(GrantType.AUTHORIZATION_CODE)))
                                .scopes(Scopes.parse("read"))
                                .build(),
                        ClientSecret.hash("secret"),
                        Attribution.of("test"))
                .orElseThrow();
    }

    private UUID addUser(String name) {
        return database.userChanges()
                .add(new Username(name), Profile.EMPTY, Scopes.parse("read"), HASH, Attribution.of("test"))
                .orElseThrow();
    }

    private Family begin(UUID user, UUID client) {
        return database.families()
                .begin(new NewFamily(
                        user,
                        Accounts.VERSION,
                        client,
                        "password",
                        Scopes.parse("read"),
                        Duration.ofDays(30),
                        Duration.ofDays(14),
                        null,
                        null))
                .orElseThrow();
    }
}
