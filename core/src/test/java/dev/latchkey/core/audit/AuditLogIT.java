package dev.latchkey.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.TestRoles;
import dev.latchkey.core.account.Arrival;
import dev.latchkey.core.account.NewUser;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.ProfileChange;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.Lifetimes;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.client.Origin;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.limit.Network;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the audit log says of a change: what each field was and is, who claims to have done it, and what proves it. */
class AuditLogIT {

    private static final Attribution BY = new Attribution("alice@console", "asked for", true, 1000L, null);

    private static Database database;
    private static JdbcClient sql;
    private static Accounts accounts;

    @BeforeAll
    static void start() {
        ConnectionSettings owner = TestDatabase.fresh();
        database = new Database(DataSources.direct(TestRoles.admin(owner)));
        sql = JdbcClient.create(DataSources.direct(owner));
        new Database(DataSources.direct(owner)).partitions().extend();
        accounts = new Accounts(database);
    }

    private static String last(String action) {
        return sql.sql("SELECT details::text FROM audit_log WHERE action = :action ORDER BY id DESC LIMIT 1")
                .param("action", action)
                .query(String.class)
                .single();
    }

    private static int events() {
        return sql.sql("SELECT count(*) FROM audit_log").query(Integer.class).single();
    }

    private static String change(String field, String before, String after) {
        return "\"%s\": {\"after\": %s, \"before\": %s}".formatted(field, after, before);
    }

    @Test
    void everyChangedFieldOfAClientIsThereBeforeAndAfter() {
        Client client = accounts.client("shop");
        database.clientChanges()
                .update(
                        client.id(),
                        before -> NewClient.confidential("shop")
                                .name("The shop")
                                .grants(GrantType.PASSWORD)
                                .scopes(Scopes.parse("read reports"))
                                .audiences(List.of("https://api.example", "https://b.example"))
                                .origins(List.of(new Origin("https://app.example")))
                                .signingAlgorithm(KeyAlgorithm.ES256)
                                .lifetimes(new Lifetimes(
                                        Duration.ofMinutes(10), Duration.ofDays(60), Duration.ofDays(7), Duration.ZERO))
                                .build(),
                        BY);
        assertThat(last("client.update"))
                .contains(
                        change("name", "null", "\"The shop\""),
                        change(
                                "grant_types",
                                "\"client_credentials device_code password refresh_token\"",
                                "\"password\""),
                        change("scope", "\"read write\"", "\"read reports\""),
                        change("audiences", "\"\"", "\"https://api.example https://b.example\""),
                        change("origins", "\"\"", "\"https://app.example\""),
                        change("signing_algorithm", "null", "\"ES256\""),
                        change("access_token_lifetime", "\"300\"", "\"600\""),
                        change("refresh_token_lifetime", "\"2592000\"", "\"5184000\""),
                        change("refresh_token_idle", "\"1209600\"", "\"604800\""),
                        change("refresh_token_grace", "\"60\"", "\"0\""))
                .doesNotContain("client_id", "confidential");
    }

    @Test
    void aProfileAndScopesAreThereBeforeAndAfter() {
        User user = accounts.user("bob");
        var change = new ProfileChange(new Profile("new@example.com", null), true, false);
        assertThat(database.userChanges().updateProfile(user, change, BY)).contains(true);
        assertThat(last("user.update"))
                .isEqualTo("{\"changes\": {" + change("email", "\"bob@example.com\"", "\"new@example.com\"") + "}}");
        database.access().scopeChanges().update(user, before -> Scopes.parse("read"), BY);
        assertThat(last("user.scopes"))
                .isEqualTo("{\"changes\": {" + change("scope", "\"read write\"", "\"read\"") + "}}");
    }

    @Test
    void whatChangesNothingIsNoEvent() {
        User user = accounts.user("calm");
        Client client = accounts.client("calm");
        int before = events();
        var same = new ProfileChange(user.profile(), true, true);
        assertThat(database.userChanges().updateProfile(user, same, BY)).contains(false);
        assertThat(database.access()
                        .scopeChanges()
                        .update(user, scopes -> scopes, BY)
                        .orElseThrow()
                        .changed())
                .isFalse();
        assertThat(database.clientChanges().update(client.id(), settings -> settings, BY))
                .contains(false);
        assertThat(database.userChanges().enable(user, BY)).contains(false);
        assertThat(database.clientChanges().enable(client, BY)).contains(false);
        assertThat(events()).isEqualTo(before);
    }

    @Test
    void aBanIsThereWithWhatItWasBefore() {
        Network network = Network.parse("192.0.2.0/24");
        database.bans().add(network, null, BY);
        database.bans().add(network, Duration.ofHours(1), new Attribution("bob@console", "shorter"));
        assertThat(last("ban.add"))
                .contains("\"seconds\": \"3600\"", change("reason", "\"asked for\"", "\"shorter\""))
                .contains("\"before\": \"never\"");
        assertThat(database.bans().lift(network, BY)).isTrue();
        assertThat(last("ban.lift")).contains(change("reason", "\"shorter\"", "null"), "expires_at");
    }

    @Test
    void theTimesOfAKeyAreThereBeforeAndAfterAndItsSecretIsNot() {
        MasterKey masterKey = MasterKey.parse(MasterKey.generate());
        database.keyChanges().createMissing(masterKey, BY);
        assertThat(last("key.create")).contains("active_from");
        database.keyChanges().rotate(KeyAlgorithm.ES256, masterKey, BY);
        assertThat(last("key.rotate")).contains("\"active_until\"", "\"published_until\"", "\"before\": null");
        var active = database.keys().list().stream()
                .filter(key -> key.algorithm() == KeyAlgorithm.ES256 && key.activeUntil() != null)
                .findFirst()
                .orElseThrow();
        database.keyChanges().revoke(active, masterKey, BY);
        assertThat(last("key.revoke")).contains("\"revoked_at\"", "\"active_until\"");
        assertThat(last("key.activate")).contains("\"active_from\"");
        assertThat(sql.sql("SELECT string_agg(details::text, ' ') FROM audit_log WHERE action LIKE 'key.%'")
                        .query(String.class)
                        .single())
                .doesNotContain("sealed", "\\\\x");
    }

    @Test
    void anImportHasAnEventForEachUserAndOneWithTheirNumber() {
        accounts.user("there");
        List<NewUser> batch = List.of(
                new NewUser(
                        null,
                        new Username("imported"),
                        new Profile("i@example.com", null),
                        false,
                        Scopes.parse("read"),
                        "{bcrypt}$2b$10$secret",
                        true,
                        false,
                        List.of(),
                        null),
                new NewUser(
                        null,
                        new Username("there"),
                        Profile.EMPTY,
                        false,
                        Scopes.NONE,
                        null,
                        false,
                        false,
                        List.of(),
                        null));
        assertThat(database.userChanges().addAll(batch, "users.csv", BY))
                .extracting(Arrival::kind)
                .containsExactly(Arrival.Kind.ADDED, Arrival.Kind.EXISTED);
        assertThat(last("user.import")).isEqualTo("{\"users\": \"1\", \"source\": \"users.csv\"}");
        User imported =
                database.users().findByUsername(new Username("imported")).orElseThrow();
        assertThat(sql.sql("SELECT action || ' ' || target_name || ' ' || details FROM audit_log WHERE target_id = :id")
                        .param("id", imported.id())
                        .query(String.class)
                        .single())
                .isEqualTo("user.add imported {\"email\": \"i@example.com\", \"scope\": \"read\", "
                        + "\"source\": \"users.csv\", \"disabled\": \"true\", \"password\": \"set\"}");
    }

    @Test
    void noSecretIsInIt() {
        User user = accounts.user("secretive");
        Client client = accounts.client("secretive");
        byte[] hash = ClientSecret.hash("another");
        database.clientChanges().rotateSecret(client.id(), hash, Duration.ofHours(1), BY);
        database.userChanges().setPassword(user, "{argon2}$argon2id$another", BY);
        assertThat(sql.sql("SELECT string_agg(audit_log::text, ' ') FROM audit_log")
                        .query(String.class)
                        .single())
                .doesNotContain("argon2", "bcrypt", "lks_", "secret_hash");
    }

    @Test
    void theActorIsAClaimAndTheRoleAndTheUserIdStandBesideIt() {
        User user = accounts.user("claimed");
        database.userChanges().disable(user, BY);
        AuditEvent event = newest(user);
        assertThat(event.actor()).isEqualTo("alice@console");
        assertThat(event.actorClaimed()).isTrue();
        assertThat(event.databaseRole()).isEqualTo("latchkey_admin");
        assertThat(event.osUid()).isEqualTo(1000L);
        database.userChanges().enable(user, Attribution.of("server"));
        assertThat(newest(user).actorClaimed()).isFalse();
        assertThat(newest(user).osUid()).isNull();
    }

    @Test
    void anEventOfAnOlderVersionIsStillShown() {
        User user = accounts.user("old");
        sql.sql("""
                INSERT INTO audit_log (actor, action, target_id, target_name, details, database_role)
                VALUES ('bob@before', 'user.update', :id, 'old', '{}', NULL)
                """).param("id", user.id()).update();
        AuditEvent event = newest(user);
        assertThat(event.actor()).isEqualTo("bob@before");
        assertThat(event.actorClaimed()).isNull();
        assertThat(event.databaseRole()).isNull();
    }

    private static AuditEvent newest(User user) {
        AuditEvent[] found = new AuditEvent[1];
        database.transactions()
                .run(() -> database.audit()
                        .forEach(new AuditFilter(user.id(), null, null, null), 1, event -> found[0] = event));
        return found[0];
    }
}
