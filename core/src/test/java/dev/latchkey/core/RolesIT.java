package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.account.PasswordChange;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.CodeOutcome;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.limit.Network;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the roles of {@code docs/roles.sql} cannot do, even with SQL of their own: the table of docs/security.md. */
class RolesIT {

    private static final Attribution BY = Attribution.of("test");
    private static ConnectionSettings owner;
    private static JdbcClient server;
    private static JdbcClient admin;
    private static Database database;

    @BeforeAll
    static void start() {
        owner = TestDatabase.fresh();
        server = JdbcClient.create(DataSources.direct(TestRoles.server(owner)));
        admin = JdbcClient.create(DataSources.direct(TestRoles.admin(owner)));
        database = new Database(DataSources.direct(owner));
        database.partitions().extend();
        var accounts = new Accounts(database);
        User user = accounts.user("alice");
        Client client = accounts.client("shop");
        Family family = accounts.signIn(user, client);
        database.families().revoke(family.id(), "test");
        var session = accounts.session(user);
        database.consents().approve(session, client.id(), Scopes.parse("read"), BY);
        database.sessionChanges().end(session.id(), "test", BY);
        MasterKey masterKey = MasterKey.parse(MasterKey.generate());
        database.keyChanges().createMissing(masterKey, BY);
        database.keyChanges().revoke(database.keys().list().getFirst(), masterKey, BY);
        // One that was made two days ago, and one that has signed.
        var sql = JdbcClient.create(DataSources.direct(owner));
        sql.sql("UPDATE signing_keys SET active_from = now() - interval '2 days' WHERE active_until IS NULL")
                .update();
        database.keyChanges().rotate(KeyAlgorithm.ES256, masterKey, BY);
        database.bans().add(Network.parse("192.0.2.0/24"), null, BY);
        database.revokedAccessTokens().revoke(UUID.randomUUID(), database.now().plus(Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // The log: neither its past nor its future.
                "INSERT INTO audit_log (id, actor, action) OVERRIDING SYSTEM VALUE VALUES (9223372036854775807, 'a', 'b')",
                "INSERT INTO audit_log (at, actor, action) VALUES ('-infinity', 'a', 'b')",
                "INSERT INTO audit_log (actor, action, database_role) VALUES ('a', 'b', 'latchkey_admin')",
                "UPDATE audit_log SET actor = 'a'",
                "DELETE FROM audit_log",
                "TRUNCATE audit_log",
                "DO 'BEGIN LOCK TABLE audit_log IN ROW EXCLUSIVE MODE; END'",
                "SELECT setval('audit_log_id_seq', 9223372036854775806)",
                "SELECT nextval('audit_log_id_seq')",
                "SELECT audit_log_purge('1 day', 1000)",
                "SELECT audit_log_purge(NULL, 1000)",
                // Accounts and clients.
                "UPDATE users SET disabled_at = NULL",
                "UPDATE users SET scopes = '{admin}'",
                "UPDATE users SET own_scopes = '{admin}'",
                "UPDATE users SET valid_until = NULL",
                "INSERT INTO group_members (group_name, user_id) VALUES ('a', gen_random_uuid())",
                "DELETE FROM group_members",
                "UPDATE users SET username = 'b'",
                "UPDATE users SET credential_version = 0",
                "DELETE FROM users",
                "INSERT INTO users (id, username, created_at) VALUES (gen_random_uuid(), 'b', '-infinity')",
                "UPDATE users SET credential_version = 0",
                "UPDATE users SET claims = '{}'",
                "DO 'BEGIN LOCK TABLE users; END'",
                "UPDATE clients SET scopes = '{admin}'",
                "UPDATE clients SET disabled_at = NULL",
                "UPDATE clients SET redirect_uris = '{https://evil.example/}'",
                "UPDATE clients SET consent = 'never'",
                "UPDATE outbox SET address = 'b@example.com'",
                "UPDATE outbox SET kind = 'b'",
                "UPDATE session_clients SET client_id = gen_random_uuid()",
                "DELETE FROM session_clients",
                "UPDATE scope_descriptions SET description = 'Nothing'",
                "INSERT INTO scope_descriptions (scope, description) VALUES ('a', 'b')",
                "UPDATE data_keys SET sealed_key = '\\x01'",
                "DELETE FROM data_keys",
                "UPDATE totp SET sealed_secret = '\\x01'",
                "UPDATE totp SET user_id = gen_random_uuid()",
                "UPDATE recovery_codes SET hash = '\\x01'",
                "UPDATE passkeys SET public_key = '\\x01'",
                "UPDATE passkeys SET user_id = gen_random_uuid()",
                "UPDATE consents SET user_id = client_id",
                "DELETE FROM client_secrets",
                "DO 'BEGIN LOCK TABLE clients; END'",
                // Sign-ins.
                "UPDATE tokens SET scope = 'admin'",
                "UPDATE tokens SET expires_at = 'infinity'",
                "UPDATE tokens SET user_id = client_id",
                "UPDATE tokens SET revoked_at = NULL, revoked_reason = NULL",
                "UPDATE tokens SET session_id = NULL",
                "UPDATE tokens SET auth_time = now()",
                "UPDATE browser_sessions SET ended_at = NULL, ended_reason = NULL",
                "UPDATE browser_sessions SET user_id = gen_random_uuid()",
                "UPDATE browser_sessions SET created_at = now()",
                "UPDATE exchanged_families SET user_id = gen_random_uuid()",
                "UPDATE exchanged_families SET parent_id = gen_random_uuid()",
                "UPDATE exchanged_families SET status_index = 1000000",
                "UPDATE resources SET served_by = NULL",
                "UPDATE device_grants SET client_id = gen_random_uuid()",
                "UPDATE device_grants SET user_code_mac = sha256('x')",
                "UPDATE device_grants SET expires_at = 'infinity'",
                "DELETE FROM tokens",
                "DO 'BEGIN LOCK TABLE tokens; END'",
                "UPDATE tokens SET status_index = NULL",
                "UPDATE tokens SET status_index = 1000000",
                "DELETE FROM revoked_access_tokens",
                "UPDATE revoked_access_tokens SET expires_at = '-infinity'",
                "UPDATE revoked_access_tokens SET jti = gen_random_uuid()",
                "UPDATE revoked_access_tokens SET revoked_at = '-infinity'",
                "DELETE FROM revoked_statuses",
                "UPDATE revoked_statuses SET revoked_at = '-infinity'",
                "SELECT setval('token_status_index', 0)",
                "SELECT tokens_extend('1 hour', '1000 years')",
                "SELECT tokens_extend('1000 years', '14 days')",
                // Keys.
                "DELETE FROM signing_keys",
                "UPDATE signing_keys SET revoked_at = now()",
                "UPDATE signing_keys SET active_from = now()",
                "UPDATE signing_keys SET active_until = now(), published_until = now() WHERE active_until IS NULL",
                "UPDATE signing_keys SET active_until = now(), published_until = now() + interval '23 hours' WHERE active_until IS NULL AND algorithm = 'RS256'",
                "UPDATE signing_keys SET active_until = now(), published_until = now() + interval '13 days' WHERE active_until IS NULL AND algorithm = 'HS256'",
                "UPDATE signing_keys SET active_until = now() - interval '1 day', published_until = now() + interval '30 days' WHERE active_until IS NULL AND active_from < now() - interval '1 day'",
                "UPDATE signing_keys SET published_until = now() WHERE published_until IS NOT NULL",
                "UPDATE signing_keys SET active_until = NULL, published_until = NULL WHERE published_until IS NOT NULL AND revoked_at IS NULL",
                "UPDATE signing_keys SET revoked_at = NULL",
                "UPDATE signing_keys SET sealed_key = '\\x00'",
                "UPDATE signing_keys SET public_key = '\\x00'",
                "UPDATE signing_keys SET id = gen_random_uuid()",
                "DELETE FROM signing_key_ids",
                "INSERT INTO signing_key_ids VALUES (gen_random_uuid())",
                "DO 'BEGIN LOCK TABLE flyway_schema_history; END'",
                // The rest.
                "DELETE FROM bans",
                "INSERT INTO bans (network) VALUES ('0.0.0.0/0')",
                "DELETE FROM flyway_schema_history",
                "INSERT INTO flyway_schema_history (installed_rank) VALUES (99)",
                "UPDATE directory_version SET version = 0",
                "CREATE TEMP TABLE mine ()",
                "ALTER TABLE users DISABLE TRIGGER ALL",
                "SET session_replication_role = replica"
            })
    void thisIsRefusedToTheServersRole(String statement) {
        TestRoles.refuses(server, statement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO audit_log (id, actor, action) OVERRIDING SYSTEM VALUE VALUES (1, 'a', 'b')",
                "INSERT INTO audit_log (at, actor, action) VALUES (now() - interval '1 year', 'a', 'b')",
                "INSERT INTO audit_log (actor, action, database_role) VALUES ('a', 'b', 'latchkey_server')",
                "UPDATE audit_log SET actor = 'a'",
                "DELETE FROM audit_log",
                "SELECT audit_log_purge('29 days', 1000)",
                "INSERT INTO tokens (id, grant_type, scope, idle_until, expires_at) VALUES (gen_random_uuid(), '', '', now(), now())",
                "UPDATE tokens SET revoked_at = NULL, revoked_reason = NULL",
                "UPDATE tokens SET scope = 'admin'",
                "UPDATE tokens SET expires_at = 'infinity'",
                "INSERT INTO browser_sessions (id, user_id, credential_version, amr, expires_at, remembered) VALUES (gen_random_uuid(), gen_random_uuid(), 0, 1, now(), true)",
                "UPDATE browser_sessions SET ended_at = NULL, ended_reason = NULL",
                "UPDATE browser_sessions SET credential_version = 7",
                "INSERT INTO consents (user_id, client_id, scope) VALUES (gen_random_uuid(), gen_random_uuid(), 'a')",
                "UPDATE totp SET last_step = 7",
                "INSERT INTO recovery_codes (user_id, hash) VALUES (gen_random_uuid(), '\\x01')",
                "INSERT INTO passkeys (credential_id, user_id, public_key, counter, transports, aaguid, backup_eligible, backed_up, name) VALUES ('\\x01', gen_random_uuid(), '\\x01', 0, '{}', gen_random_uuid(), false, false, 'a')",
                "UPDATE passkeys SET counter = 7",
                "DELETE FROM data_keys",
                "INSERT INTO exchanged_families (id, parent_id, client_id, user_id, resources, expires_at) VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '{x}', now())",
                "UPDATE exchanged_families SET expires_at = 'infinity'",
                "UPDATE device_grants SET approved = true",
                "INSERT INTO device_grants (id, client_id, user_code_mac, scope, expires_at) VALUES (gen_random_uuid(), gen_random_uuid(), '', '', now())",
                "UPDATE signing_keys SET revoked_at = NULL",
                "DELETE FROM signing_keys",
                "DELETE FROM signing_key_ids",
                "DELETE FROM revoked_access_tokens",
                "UPDATE revoked_access_tokens SET expires_at = '-infinity'",
                "CREATE TABLE mine ()"
            })
    void thisIsRefusedToTheAdministratorsRole(String statement) {
        TestRoles.refuses(admin, statement);
    }

    @Test
    void theDatabaseSaysWhenAndWithWhichRoleAnEventWasWritten() {
        server.sql("INSERT INTO audit_log (actor, action) VALUES ('root@console', 'user.disable')")
                .update();
        assertThat(admin.sql("""
                        SELECT database_role = 'latchkey_server' AND at BETWEEN now() - interval '1 minute' AND now()
                          FROM audit_log WHERE actor = 'root@console'
                        """).query(Boolean.class).single()).isTrue();
    }

    /** What a server and an administrator do to sign users in and out takes no more than their roles have. */
    @Test
    void eachRoleHasWhatSigningInWithABrowserTakes() {
        ConnectionSettings fresh = TestDatabase.fresh();
        var own = new Database(DataSources.direct(fresh));
        own.partitions().extend();
        var prepared = new Accounts(own);
        User user = prepared.user("bob");
        Client client = prepared.browserClient("app");
        var asServer = new Database(DataSources.direct(TestRoles.server(fresh)));
        var sessions = asServer.sessionChanges();
        var accounts = new Accounts(asServer);
        var first = accounts.session(user);
        var proof = accounts.newSession(user).proof();
        var session = sessions.confirm(first, user.id(), "bob", proof, BY).orElseThrow();
        assertThat(asServer.consents().approve(session, client.id(), Scopes.parse("read"), BY))
                .isTrue();
        assertThat(asServer.consents().approve(session, client.id(), Scopes.parse("write"), BY))
                .isTrue();
        var code = accounts.code(session, client, "read");
        var redeemed = asServer.authorizationCodes().redeem(code, Accounts.consentedRedemption(client));
        assertThat(redeemed).isInstanceOf(CodeOutcome.Redeemed.class);
        assertThat(asServer.authorizationCodes()
                        .redeem(accounts.code(session, client, "read"), Accounts.redemption(prepared.client("other"))))
                .isEqualTo(new CodeOutcome.Refused(CodeOutcome.Refusal.MISUSED));
        assertThat(sessions.rehash(user.id(), 0, "{argon2}better")).contains(1);
        assertThat(asServer.userChanges().changePassword(user.id(), "bob", 1, "{argon2}own", code.familyId(), BY))
                .isEqualTo(PasswordChange.CHANGED);
        JdbcClient.create(DataSources.direct(fresh))
                .sql("UPDATE browser_sessions SET seen_at = now() - interval '1 hour'")
                .update();
        assertThat(asServer.sessions().visit(new SessionReference(session.id(), session.generation() + 1), client.id()))
                .isPresent();
        assertThat(asServer.scopeDescriptions().list()).isEmpty();
        assertThat(asServer.users().findPerson(user.id())).isPresent();
        assertThat(asServer.sessions().isAnyLiveSince(asServer.now())).isTrue();
        assertThat(sessions.end(session.id(), "user", BY).revocation().families())
                .isEqualTo(1);
        asServer.consents().approve(accounts.session(user), client.id(), Scopes.parse("read"), BY);
        assertThat(asServer.applications().list(user.id())).hasSize(1);
        assertThat(asServer.consents().withdrawOwn(user.id(), client.id(), BY).changed())
                .isTrue();
        var owned = accounts.session(user);
        assertThat(sessions.changePassword(owned, user.id(), "bob", 2, "{argon2}new", BY))
                .isPresent();
        accounts.session(user);
        assertThat(sessions.endOthersOfUser(user.id(), owned.id(), BY).sessions())
                .isEqualTo(1);
        assertThat(sessions.endOfUser(owned.id(), user.id(), BY).sessions()).isEqualTo(1);
        asServer.consents().approve(accounts.session(user), client.id(), Scopes.parse("read"), BY);
        var asAdmin = new Database(DataSources.direct(TestRoles.admin(fresh)));
        assertThat(asAdmin.sessionChanges().endAllOfClient(client.id(), BY).sessions())
                .isZero();
        assertThat(asAdmin.sessionChanges().endAllOfUser(user.id(), BY).sessions())
                .isEqualTo(1);
        assertThat(asAdmin.sessionChanges().endAll(BY).sessions()).isZero();
        assertThat(asAdmin.consents().withdraw(user.id(), client.id(), BY).changed())
                .isTrue();
        assertThat(asAdmin.consents().lateWithdrawals()).isEmpty();
        assertThat(asAdmin.scopeDescriptions().set("read", "Read", BY)).isTrue();
        assertThat(asAdmin.scopeDescriptions().remove("read", BY)).isTrue();
        assertThat(asAdmin.personChanges().updateClaims(user.id(), c -> c.with("nickname", "B"), BY))
                .contains(true);
        assertThat(asAdmin.personChanges().setEmailVerified(user.id(), true, BY))
                .contains(true);
    }

    @Test
    void anAdministratorLiftsABan() {
        database.bans().add(Network.parse("198.51.100.0/24"), null, BY);
        assertThat(admin.sql("DELETE FROM bans WHERE network = '198.51.100.0/24'")
                        .update())
                .isEqualTo(1);
    }
}
