package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Exit codes 5 and 6, and what is said then. */
class FailureIT {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @Test
    void aDatabaseThatIsNotThereIsFive() {
        Result result = Cli.on(Cli.NOWHERE).run("user", "list");
        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .matches("latchkey: The database is not available: Connection to 127.0.0.1:1 refused.*\\.\n");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsFiveWithinThreeSeconds() throws IOException {
        // Accepts connections and never says a word, as a stopped process does.
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var settings = new ConnectionSettings(
                    "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x", "x", "secret-pw");
            long start = System.nanoTime();
            Result result = Cli.on(settings).run("user", "list");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(result.err()).doesNotContain("secret-pw").hasLineCount(1);
        }
    }

    @Test
    void aDatabaseThatCannotWriteIsFiveAlsoForCommandsThatOnlyRead() {
        ConnectionSettings settings = readOnly();
        for (String[] command : new String[][] {{"user", "list"}, {"db", "migrate"}, {"db", "status"}}) {
            Result result = Cli.on(settings).run(command);
            assertThat(result.exitCode()).as(command[0]).isEqualTo(5);
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .isEqualTo("latchkey: The database is not available: the database server cannot write"
                            + " (it is a standby, or default_transaction_read_only is on):"
                            + " use the address of the primary.\n");
        }
    }

    @Test
    void doctorLooksAtADatabaseThatCannotWrite() {
        ConnectionSettings settings = readOnly();
        Result result = Cli.on(settings).run("doctor");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("primary\t\t\tfail\tthe database server cannot write")
                .contains("schema\t\t\tpass", "directory\t\t\tpass", "key_rs256\t\t\tfail")
                .contains("partitions\t\t\tfail", "audit_log\t\t\tpass", "username\t\t\tpass");
    }

    private static ConnectionSettings readOnly() {
        ConnectionSettings settings = TestDatabase.fresh();
        jdbc(settings).sql("""
                        DO $$ BEGIN
                            EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());
                        END $$
                        """).update();
        return settings;
    }

    @Test
    void aUrlThatAsksForAStandbyIsRefused() {
        ConnectionSettings settings = TestDatabase.fresh();
        String url = settings.url().replaceFirst("\\?.*$", "") + "?targetServerType=secondary";
        Result result = Cli.on(new ConnectionSettings(url, settings.user(), settings.password()))
                .run("user", "list");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("targetServerType=secondary", "leave that parameter out")
                .hasLineCount(1);
    }

    @Test
    void aRoleWithTooFewConnectionsIsFoundByDoctor() {
        ConnectionSettings owner = TestDatabase.fresh();
        jdbc(owner).sql("CREATE ROLE six LOGIN SUPERUSER PASSWORD 'six'").update();
        ConnectionSettings role = new ConnectionSettings(owner.url(), "six", "six");
        assertThat(Cli.on(role).run("doctor").out()).contains("connections\t\t\tpass\ta server takes 12 of at most");
        jdbc(owner).sql("ALTER ROLE six NOSUPERUSER CONNECTION LIMIT 6").update();
        jdbc(owner).sql("GRANT pg_read_all_data TO six").update();
        assertThat(Cli.on(role).run("doctor").out())
                .contains("connections\t\t\twarn\ta server wants 12 and role six allows 6");
        jdbc(owner).sql("ALTER ROLE six CONNECTION LIMIT 2").update();
        assertThat(Cli.on(role).run("doctor").out()).contains("connections\t\t\tfail\ta server wants 12");
        assertThat(Cli.on(role)
                        .with("LATCHKEY_DATABASE_POOL_SIZE", "1")
                        .run("doctor")
                        .out())
                .contains("a server wants 3 and role six allows 2");
    }

    @Test
    void aWrongPasswordIsFiveAndNotRepeated() {
        ConnectionSettings right = TestDatabase.fresh();
        Result result = Cli.on(new ConnectionSettings(right.url(), right.user(), "not-the-password"))
                .run("user", "list");
        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err()).contains("password authentication failed").doesNotContain("not-the-password");
    }

    @Test
    void aSchemaThatIsBehindIsSixAndNamesTheCommand() {
        ConnectionSettings settings = TestDatabase.fresh();
        jdbc(settings)
                .sql("DELETE FROM flyway_schema_history WHERE version::int > 3")
                .update();
        Result result = Cli.on(settings).run("user", "list");
        assertThat(result.exitCode()).isEqualTo(6);
        assertThat(result.err())
                .contains("is at version 3", "run 'latchkey db migrate'")
                .hasLineCount(1);
    }

    @Test
    void aSchemaThatIsAheadIsSixAndIsNotMigrated() {
        ConnectionSettings settings = TestDatabase.fresh();
        jdbc(settings).sql("""
                INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success)
                VALUES (999, '999', 'x', 'SQL', 'x', 'x', 0, true)
                """).update();
        assertThat(Cli.on(settings).run("user", "list").exitCode()).isEqualTo(6);
        assertThat(Cli.on(settings).run("db", "migrate").exitCode()).isEqualTo(6);
        Result status = Cli.on(settings).run("db", "status", "-o", "json");
        assertThat(status.exitCode()).isZero();
        assertThat(status.out()).contains("\"schema\":\"ahead\"");
    }

    @Test
    void anEmptyDatabaseIsMigratedByTheCommandThatIsNamed() {
        ConnectionSettings settings = TestDatabase.fresh();
        jdbc(settings).sql("DROP SCHEMA public CASCADE").update();
        jdbc(settings).sql("CREATE SCHEMA public").update();
        assertThat(Cli.on(settings).run("user", "list").exitCode()).isEqualTo(6);
        assertThat(Cli.on(settings).run("db", "status", "-o", "json").out()).contains("\"schema\":\"behind\"");
        assertThat(Cli.on(settings).run("db", "migrate").err()).startsWith("applied ");
        assertThat(Cli.on(settings).run("user", "list").exitCode()).isZero();
    }

    @Test
    void aRoleWithoutPrivilegesIsToldSo() {
        ConnectionSettings settings = TestDatabase.fresh();
        String role = "reader_" + Long.toHexString(System.nanoTime());
        jdbc(settings).sql("CREATE ROLE " + role + " LOGIN PASSWORD 'reader'").update();
        jdbc(settings)
                .sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + role)
                .update();
        Cli reader = Cli.on(new ConnectionSettings(settings.url(), role, "reader"));
        assertThat(reader.run("user", "list").exitCode()).isZero();
        Result result = reader.run("user", "add", "alice", "--no-password");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("may not do this: permission denied").doesNotContain("INSERT");
    }

    @Test
    void aStackTraceIsShownOnlyWhenAskedFor() {
        assertThat(Cli.on(Cli.NOWHERE).run("user", "list").err()).doesNotContain("\tat ");
        assertThat(Cli.on(Cli.NOWHERE).run("user", "list", "--verbose").err()).contains("\tat ");
    }

    @Test
    void optionsWinOverTheEnvironment(@TempDir Path directory) throws IOException {
        ConnectionSettings settings = TestDatabase.fresh();
        Path password = Files.writeString(directory.resolve("password"), settings.password() + "\n");
        String[] args = {
            "--db-url",
            settings.url(),
            "--db-user",
            settings.user(),
            "--db-password-file",
            password.toString(),
            "user",
            "list"
        };
        assertThat(Cli.on(Cli.NOWHERE).run(args).exitCode()).isZero();
    }

    @Test
    void aPasswordInAnArgumentIsRefused() {
        for (String url : new String[] {"jdbc:postgresql://h/d?user=x&password=pw-1", "jdbc:postgresql://u:pw-1@h/d"}) {
            Result result = Cli.on(Cli.NOWHERE).run("user", "list", "--db-url", url);
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("--db-password-file").doesNotContain("pw-1");
        }
    }

    @Test
    void aUrlOfSomethingElseIsAMistakeAndNotRepeated() {
        for (String url :
                new String[] {"mysql://root:pw-1@h/d", "jdbc:postgresql:///:?=&%%pw-1", "jdbc:postgresql://h:port/pw-1"
                }) {
            Result result = Cli.on(new ConnectionSettings(url, "x", null)).run("user", "list");
            assertThat(result.exitCode()).isIn(2, 5);
            assertThat(result.err()).doesNotContain("pw-1", "Exception").hasLineCount(1);
        }
    }

    @Test
    void aPasswordInTheUrlIsNotShown() {
        for (String url : new String[] {
            "jdbc:postgresql://owner:hunter2-secret@host:5533/db",
            "jdbc:postgresql://owner%3Ahunter2-secret%40host/db",
            "jdbc:postgresql://hunter2-secret.invalid/db?password=hunter2-secret"
        }) {
            for (String[] args : new String[][] {{"user", "list"}, {"user", "list", "--verbose"}}) {
                Result result = Cli.on(new ConnectionSettings(url, null, null)).run(args);
                assertThat(result.exitCode()).as(url).isIn(2, 5);
                assertThat(result.err()).contains("latchkey: ").doesNotContain("hunter2-secret");
            }
        }
    }

    private static JdbcClient jdbc(ConnectionSettings settings) {
        return JdbcClient.create(DataSources.direct(settings));
    }
}
