package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.key.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup by {@code pg_dump} comes back on a new PostgreSQL, in the steps that docs/operations.md gives. */
class RestoreIT {

    private static final String PASSWORD = "violet-harbour-91-lamp";

    /** So that the new PostgreSQL is far behind in transaction ids, which status lists are read by. */
    private static final String SPEND_TRANSACTION_IDS =
            "DO $$BEGIN FOR i IN 1..20000 LOOP" + " PERFORM pg_current_xact_id(); COMMIT; END LOOP; END$$";

    @TempDir
    Path directory;

    private final String masterKey = MasterKey.generate();

    private Map<String, String> environment(InstalledPostgres postgres) {
        return Map.of(
                "LATCHKEY_HOME",
                directory.toString(),
                "LATCHKEY_DB_URL",
                postgres.jdbcUrl("latchkey"),
                "LATCHKEY_DB_USER",
                InstalledPostgres.OWNER,
                "LATCHKEY_MASTER_KEY",
                masterKey,
                "LATCHKEY_ISSUER",
                "https://id.example.com");
    }

    @Test
    void tokensOfBeforeTheBackupWorkAfterItAndRevokedOnesDoNot() throws IOException {
        try (Shell shell = Shell.withPrograms(directory, Map.of());
                InstalledPostgres before = InstalledPostgres.start(shell, newDirectory("before"));
                InstalledPostgres after = InstalledPostgres.start(shell, newDirectory("after"))) {
            ok(shell, "createdb " + before.options() + " latchkey");
            administer(shell, before);
            ok(shell, "latchkey db migrate");
            roles(shell, before);
            ok(shell, "psql -qX " + before.options() + " -d latchkey -c '" + SPEND_TRANSACTION_IDS + "'");
            ok(shell, "latchkey client add app --public --grant password --grant refresh_token --scope read");
            for (String user : new String[] {"alice", "bob"}) {
                ok(shell, "latchkey user add " + user + " --scope read --password-stdin <<< " + PASSWORD);
            }
            String alices;
            String bobs;
            try (ServerProcess server = ServerProcess.launch(directory, environment(before))) {
                server.awaitReady();
                alices = Json.field(signIn(shell, server, "alice"), "refresh_token");
                bobs = Json.field(signIn(shell, server, "bob"), "refresh_token");
            }
            ok(shell, "latchkey user disable bob");

            ok(shell, "pg_dump -Fc " + before.options() + " latchkey > latchkey.dump");
            ok(shell, "createdb " + after.options() + " latchkey");
            ok(
                    shell,
                    "psql -qX " + after.options()
                            + " -d postgres -c 'CREATE ROLE latchkey_server LOGIN' -c 'CREATE ROLE latchkey_admin LOGIN'");
            ok(
                    shell,
                    "pg_restore --exit-on-error --single-transaction " + after.options()
                            + " -d latchkey latchkey.dump");
            administer(shell, after);
            roles(shell, after);
            assertThat(shell.run("latchkey doctor").output())
                    .contains("partitions\t\t\tpass")
                    .doesNotContain("fail");

            try (ServerProcess server = ServerProcess.launch(directory, environment(after))) {
                server.awaitReady();
                assertThat(refresh(shell, server, bobs)).contains("invalid_grant");
                String answer = refresh(shell, server, alices);
                assertThat(answer).contains("access_token");
                assertThat(signIn(shell, server, "bob")).contains("invalid_grant");
                ok(shell, "latchkey user disable alice");
                assertThat(refresh(shell, server, Json.field(answer, "refresh_token")))
                        .contains("invalid_grant");
            }
        }
    }

    private Path newDirectory(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    /** The commands that follow are about this database. */
    private void administer(Shell shell, InstalledPostgres postgres) {
        environment(postgres).forEach((name, value) -> ok(shell, "export " + name + "='" + value + "'"));
    }

    private static void roles(Shell shell, InstalledPostgres postgres) {
        ok(
                shell,
                "psql -qX -v ON_ERROR_STOP=1 -f " + Checkout.ROOT.resolve("docs/roles.sql") + " "
                        + postgres.url("latchkey"));
    }

    private static String signIn(Shell shell, ServerProcess server, String user) {
        return post(shell, server, "-d grant_type=password -d username=" + user + " -d password=" + PASSWORD);
    }

    private static String refresh(Shell shell, ServerProcess server, String token) {
        return post(shell, server, "-d grant_type=refresh_token -d refresh_token=" + token);
    }

    private static String post(Shell shell, ServerProcess server, String form) {
        return ok(shell, "curl -s -d client_id=app " + form + " " + server.uri("/oauth2/token"));
    }

    private static String ok(Shell shell, String command) {
        Shell.Result result = shell.run(command);
        assertThat(result.exitCode()).as(command + "\n" + result.output()).isZero();
        return result.output();
    }
}
