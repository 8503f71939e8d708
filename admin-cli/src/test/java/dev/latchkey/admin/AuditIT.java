package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.TestRoles;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who did it, as far as that can be known, and for how long it is known. */
class AuditIT {

    private static Cli cli;
    private static JdbcClient sql;

    @BeforeAll
    static void start() {
        ConnectionSettings owner = TestDatabase.fresh();
        cli = Cli.on(TestRoles.admin(owner));
        sql = JdbcClient.create(DataSources.direct(owner));
    }

    @Test
    void anActorThatIsGivenIsKeptAsAClaim() {
        assertThat(cli.run("user", "add", "alice", "--no-password", "--actor", "deploy of Monday")
                        .exitCode())
                .isZero();
        assertThat(cli.run("audit", "list", "--user", "alice", "-o", "json").out())
                .contains(
                        "\"actor\":\"deploy of Monday\"",
                        "\"actor_claimed\":true",
                        "\"database_role\":\"latchkey_admin\"",
                        "\"os_uid\":null");
        assertThat(cli.run("audit", "list", "--actor", "deploy of Monday", "-o", "id")
                        .out())
                .isNotEmpty();
    }

    @Test
    void anActorThatAServerWritesIsRefused() {
        for (String actor :
                List.of("server", "user:alice", "client:shop", "", " ", "a\nb", "a\u202eb", "x".repeat(129))) {
            Result refused = cli.run("user", "add", "mallory", "--no-password", "--actor", actor);
            assertThat(refused.exitCode()).as(actor).isEqualTo(2);
            assertThat(refused.err()).contains("--actor is");
        }
        assertThat(cli.run("user", "show", "mallory").exitCode()).isEqualTo(3);
    }

    @Test
    void anEventOfAnOlderVersionIsShown() {
        sql.sql("""
                INSERT INTO audit_log (actor, action, target_name, database_role) VALUES ('bob@then', 'user.old', 'x', NULL)
                """).update();
        assertThat(cli.run("audit", "list", "--action", "user.old", "-o", "jsonl")
                        .out())
                .contains("\"actor\":\"bob@then\"", "\"database_role\":null,\"actor_claimed\":null,\"os_uid\":null");
        assertThat(cli.atTerminal().run("audit", "list", "--action", "user.old").out())
                .contains("bob@then");
        cli.piped();
    }

    @Test
    void whatChangesNothingSaysSoAndIsNoEvent() {
        cli.run("user", "add", "calm", "--no-password", "--scope", "read", "--email", "c@example.com");
        cli.run("client", "add", "calm", "--grant", "password", "--scope", "read", "-o", "json");
        String before = cli.run("audit", "list", "-o", "id", "--limit", "1").out();
        for (Result unchanged : List.of(
                cli.run("user", "update", "calm", "--email", "c@example.com", "-o", "json"),
                cli.run("user", "set-scopes", "calm", "--scope", "read", "-o", "json"),
                cli.run("user", "set-scopes", "calm", "--add", "read", "--remove", "write", "-o", "json"),
                cli.run("client", "update", "calm", "--scope", "read", "-o", "json"))) {
            assertThat(unchanged.exitCode()).isZero();
            assertThat(unchanged.out()).contains("\"changed\":false");
        }
        assertThat(cli.run("audit", "list", "-o", "id", "--limit", "1").out()).isEqualTo(before);
    }

    @Test
    void doctorTellsOfALogThatIsNotShortened() {
        sql.sql(
                        "INSERT INTO audit_log (id, at, actor, action) OVERRIDING SYSTEM VALUE VALUES (-1, now() - interval '500 days', 'a', 'old.b')")
                .update();
        assertThat(doctor("400d")).contains("\"result\":\"warn\"", "500 days old", "latchkey db purge");
        assertThat(doctor("600d")).contains("\"result\":\"pass\"");
        assertThat(doctor("0")).contains("\"result\":\"warn\"", "for ever");
        assertThat(cli.run("db", "purge", "--dry-run", "-o", "json").exitCode()).isZero();
        assertThat(cli.run("db", "purge", "--yes", "-o", "json").out()).contains("\"audit_events_purged\":1");
        assertThat(doctor("400d")).contains("\"result\":\"pass\"");
        assertThat(cli.with("LATCHKEY_AUDIT_KEEP", "29d")
                        .run("db", "purge", "--yes")
                        .exitCode())
                .isEqualTo(2);
        cli.with("LATCHKEY_AUDIT_KEEP", "");
    }

    private static String doctor(String keep) {
        String found = cli.with("LATCHKEY_AUDIT_KEEP", keep)
                .run("doctor", "-o", "jsonl")
                .out();
        cli.with("LATCHKEY_AUDIT_KEEP", "");
        return found.lines()
                .filter(line -> line.contains("\"audit_log\""))
                .findFirst()
                .orElseThrow();
    }
}
