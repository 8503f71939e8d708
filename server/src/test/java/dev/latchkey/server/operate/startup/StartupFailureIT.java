package dev.latchkey.server.operate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.TestRoles;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.Migrations;
import dev.latchkey.core.connection.SchemaVersion;
import dev.latchkey.server.fixture.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a server says that cannot start: one line with what to do, soon. The launcher's test has the exit code. */
class StartupFailureIT {

    private static final String VALIDATE = "latchkey.database.migrate=validate";

    private static ConnectionSettings database;

    @TempDir
    private Path directory;

    @BeforeAll
    static void create() {
        database = TestDatabase.fresh();
    }

    @Test
    void aUrlOfSomethingElse() {
        assertRefusal(login("mysql://h/d", "x", "y"), "--latchkey.db.url is not a JDBC URL of PostgreSQL");
    }

    @Test
    void aPasswordInTheUrlIsNotRepeated() {
        for (String url : List.of(
                "jdbc:postgresql://owner:hunter2-secret@host:5533/db",
                "jdbc:postgresql://owner%3Ahunter2-secret%40host/db",
                "jdbc:postgresql://host:5533?password=hunter2-secret",
                "jdbc:postgresql://hunter2-secret.invalid/db?password=hunter2-secret")) {
            assertThat(assertRefusal(login(url, null, null), "latchkey-server: "))
                    .doesNotContain("hunter2-secret");
        }
    }

    @Test
    void aDatabaseThatIsNotThere() {
        assertRefusal(
                login("jdbc:postgresql://127.0.0.1:1/none", "x", "y"),
                "The database does not answer: Connection to 127.0.0.1:1 refused",
                "LATCHKEY_DB_URL");
    }

    @Test
    void aDatabaseThatNeverSaysAWord() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertRefusal(
                    login("jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/none", "x", "y"),
                    "The database does not answer");
        }
    }

    @Test
    void aDatabaseThatThePostgresDoesNotHave() {
        assertRefusal(
                login(database.url().replaceFirst("/\\w+(?=\\?|$)", "/absent"), database.user(), database.password()),
                "database \"absent\" does not exist");
    }

    @Test
    void aWrongPassword() {
        assertRefusal(
                login(database.url(), database.user(), "not-the-password"),
                "password authentication failed",
                "LATCHKEY_DB_PASSWORD");
    }

    @Test
    void aDatabaseThatCannotWrite() {
        ConnectionSettings readOnly = TestDatabase.fresh();
        JdbcClient.create(DataSources.direct(readOnly)).sql("""
                        DO $$ BEGIN
                            EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());
                        END $$
                        """).update();
        assertRefusal(
                readOnly, "the database server cannot write", "use the address of the primary", "LATCHKEY_DB_URL");
    }

    @Test
    void aUrlThatAsksForAStandby() {
        for (String parameter :
                new String[] {"targetServerType=any", "targetServerType=preferSecondary", "readOnly=true"}) {
            assertRefusal(
                    login(
                            database.url().replaceFirst("\\?.*$", "") + "?" + parameter,
                            database.user(),
                            database.password()),
                    parameter,
                    "leave that parameter out");
        }
    }

    @Test
    void aRoleThatMayOpenTooFewConnections() {
        ConnectionSettings owner = TestDatabase.fresh();
        TestRoles.server(owner);
        JdbcClient.create(DataSources.direct(owner))
                .sql("CREATE ROLE fewer LOGIN CONNECTION LIMIT 2 PASSWORD 'fewer' IN ROLE latchkey_server")
                .update();
        assertRefusal(
                login(owner.url(), "fewer", "fewer"),
                "has no connection left",
                "too many connections for role \"fewer\"",
                "docs/poolers.md");
    }

    @Test
    void aRoleThatMayNotReadTheTables() {
        ConnectionSettings role = TestRoles.server(database);
        JdbcClient.create(DataSources.direct(database))
                .sql("REVOKE SELECT ON clients FROM latchkey_server")
                .update();
        assertRefusal(role, "permission denied for table clients", "docs/roles.sql");
    }

    @Test
    void aSecretFileThatIsNotThereOrCannotBeRead() throws IOException {
        Path absent = directory.resolve("absent");
        Path empty = Files.createFile(directory.resolve("empty"));
        for (String setting : new String[] {"latchkey.db.password-file", "latchkey.master-key-file"}) {
            String value = setting.replace("-file", "=");
            assertRefusal(database, "There is no file " + absent, setting + "=" + absent, value);
            assertRefusal(database, directory + " cannot be read", setting + "=" + directory, value);
            assertRefusal(database, empty + " is empty", setting + "=" + empty, value);
        }
    }

    @Test
    void aMasterKeyOfSomethingElse() {
        ConnectionSettings own = TestDatabase.fresh();
        TestServer.start(own).close();
        assertRefusal(
                own,
                "The master key does not open",
                "latchkey.master-key=BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBE=");
    }

    @Test
    void aSchemaThatIsBehind() {
        assertRefusal(TestDatabase.empty(), "is at version 0, not " + SchemaVersion.EXPECTED, VALIDATE);
    }

    @Test
    void aSchemaThatIsAhead() {
        ConnectionSettings ahead = TestDatabase.fresh();
        JdbcClient.create(DataSources.direct(ahead)).sql("""
                INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success)
                VALUES (999, '999', 'next', 'SQL', 'next', 'x', 0, true)
                """).update();
        for (String migrate : new String[] {VALIDATE, "latchkey.database.migrate=auto"}) {
            assertRefusal(ahead, "is at version 999, newer than " + SchemaVersion.EXPECTED, migrate);
        }
    }

    @Test
    void aDatabaseOfSomethingElse() {
        ConnectionSettings other = TestDatabase.empty();
        JdbcClient.create(DataSources.direct(other))
                .sql("CREATE TABLE users (id bigint)")
                .update();
        assertRefusal(other, "The database has tables of something else", "latchkey.database.migrate=auto");
    }

    @Test
    void aDatabaseWithOtherMigrations() {
        ConnectionSettings other = TestDatabase.empty();
        Migrations.migrate(other);
        JdbcClient sql = JdbcClient.create(DataSources.direct(other));
        sql.sql("UPDATE flyway_schema_history SET checksum = 1 WHERE version::int = 1")
                .update();
        sql.sql("DELETE FROM flyway_schema_history WHERE version::int > 11").update();
        assertRefusal(other, "The database was migrated by something else", "latchkey.database.migrate=auto");
    }

    @Test
    void aSchemaThatSomebodyChanged() {
        ConnectionSettings changed = TestDatabase.empty();
        JdbcClient sql = JdbcClient.create(DataSources.direct(changed));
        Migrations.migrate(changed);
        sql.sql("DELETE FROM flyway_schema_history WHERE version >= '0038'").update();
        assertRefusal(changed, "The database is not as it should be", "latchkey.database.migrate=auto");
    }

    @Test
    void aPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertRefusal(
                    database, "Port " + taken.getLocalPort() + " is in use", "latchkey.port=" + taken.getLocalPort());
        }
    }

    @Test
    void aCertificateOrKeyThatIsNotThereOrIsNone() throws IOException {
        Path absent = directory.resolve("absent.pem");
        Path text = Files.writeString(directory.resolve("text.pem"), "-----BEGIN CERTIFICATE-----\nno\n");
        assertRefusal(
                database, "SSL bundle name 'other' cannot be found", "SERVER_SSL_BUNDLE", "server.ssl.bundle=other");
        for (Path file : List.of(absent, text)) {
            for (boolean reload : new boolean[] {false, true}) {
                assertRefusal(
                        database,
                        "The certificate or the key for TLS cannot be used",
                        file.equals(absent) ? absent.toString() : "Missing certificates",
                        "server.ssl.bundle=latchkey",
                        "spring.ssl.bundle.pem.latchkey.keystore.certificate=" + file,
                        "spring.ssl.bundle.pem.latchkey.keystore.private-key=" + file,
                        "spring.ssl.bundle.pem.latchkey.reload-on-update=" + reload);
            }
        }
    }

    @Test
    void settingsThatThereAreNotOrThatMakeNoSense() {
        assertRefusal(database, "There is no setting --latchkey.token.tpye", "latchkey.token.tpye=JWT");
        assertRefusal(
                database,
                "--latchkey.database.socket-timeout is '500ms': it has to be a length of time in whole seconds",
                "latchkey.database.socket-timeout=500ms");
        assertRefusal(database, "--latchkey.port is 'abc': it has to be a port", "latchkey.port=abc");
        assertRefusal(
                database,
                "--server.tomcat.max-connections is 'abc': it has to be a whole number",
                "server.tomcat.max-connections=abc");
        for (String port : List.of("server.port", "management.server.port")) {
            assertRefusal(database, "--" + port + " is 'abc': it has to be a port", port + "=abc");
            assertRefusal(database, "--" + port + " is '70000': it has to be a port", port + "=70000");
        }
        assertRefusal(
                database, "--server.tomcat.connection-timeout is 'soon'", "server.tomcat.connection-timeout=soon");
    }

    /** The ports come from wherever the settings do, and a property of the process that is no setting is none here. */
    @Test
    void whatIsNoSettingIsNoneForTheManagementPortEither() {
        for (String none : new String[] {" ", "tcp://10.0.0.7:9000"}) {
            System.setProperty("latchkey.port", none);
            try (TestServer server = TestServer.start(database)) {
                assertThat(server.management().get("/livez").status()).isEqualTo(200);
            } finally {
                System.clearProperty("latchkey.port");
            }
        }
    }

    private static ConnectionSettings login(String url, @Nullable String user, @Nullable String password) {
        return new ConnectionSettings(url, user, password);
    }

    /** What has an equals sign in it is a setting, the rest is more of the message. */
    private static String assertRefusal(ConnectionSettings settings, String message, String... rest) {
        String[] given = Arrays.stream(rest).filter(text -> text.contains("=")).toArray(String[]::new);
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        long start = System.nanoTime();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThatThrownBy(() -> TestServer.start(settings, given).close()).isNotNull();
        } finally {
            System.setErr(before);
        }
        String line = said.toString(StandardCharsets.UTF_8);
        assertThat(line).startsWith("latchkey-server: ").contains(message).hasLineCount(1);
        for (String text : rest) {
            if (!text.contains("=")) {
                assertThat(line).contains(text);
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        return line;
    }
}
