package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Alone;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server says when it cannot start, and how soon. */
@Alone
class RefusalIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What refuses to start has said so by then. */
    private static final Duration REFUSAL = Duration.ofSeconds(5);

    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @TempDir
    private Path home;

    @Test
    void aHomeThatOthersMayWriteIsRefused() throws Exception {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefusal(Map.of(), "latchkey-server: Other users may write to ");
        assertThat(home).as("nothing was put there").isEmptyDirectory();
    }

    @Test
    void anUnknownSettingIsRefusedByName() {
        assertRefusal(Map.of("LATCHKEY_TOKEN_TPYE", "JWT"), "latchkey-server: There is no setting LATCHKEY_TOKEN_TPYE");
        assertRefusal(
                Map.of("JAVA_TOOL_OPTIONS", "-Dlatchkey.token.tpye=JWT"),
                "latchkey-server: There is no setting latchkey.token.tpye");
    }

    @Test
    void aSettingThatMakesNoSenseIsRefusedByName() {
        assertRefusal(
                Map.of("LATCHKEY_TOKEN_SIGNING_ALGORITHM", "none"),
                "latchkey-server: LATCHKEY_TOKEN_SIGNING_ALGORITHM is 'none': it has to be RS256 or ES256.");
    }

    @Test
    void aMasterKeyOfAnotherDatabaseIsRefused() {
        ServerProcess.start(home).close();
        assertRefusal(Map.of("LATCHKEY_MASTER_KEY", KEY), "The master key does not open");
    }

    @Test
    void aLostMasterKeyIsNotReplacedByANewOne() throws Exception {
        ServerProcess.start(home).close();
        Files.delete(home.resolve("master-key"));
        assertRefusal(Map.of(), "latchkey-server: There is no file " + home.resolve("master-key"));
        assertThat(home.resolve("master-key")).doesNotExist();
    }

    @Test
    void aMasterKeyThatIsNoneIsRefused() {
        assertRefusal(Map.of("LATCHKEY_MASTER_KEY", "c2hvcnQ="), "The master key has 5 bytes, not 32");
        assertThat(home.resolve("data"))
                .as("nothing was made before it was read")
                .doesNotExist();
    }

    @Test
    void anExternalDatabaseNeedsAMasterKeyThatIsNeverMadeUp() {
        assertRefusal(Map.of("LATCHKEY_DB_URL", "jdbc:postgresql://127.0.0.1:1/none"), "latchkey-server: ");
    }

    @Test
    void aDatabaseThatIsNotThereOrHasNoSchemaIsNamed() {
        assertRefusal(
                Map.of("LATCHKEY_DB_URL", "jdbc:postgresql://127.0.0.1:1/none", "LATCHKEY_MASTER_KEY", KEY),
                "latchkey-server: The database does not answer: Connection to 127.0.0.1:1 refused");
        ConnectionSettings empty = TestDatabase.empty();
        assertRefusal(
                Map.of(
                        "LATCHKEY_DB_URL", empty.url(),
                        "LATCHKEY_DB_USER", String.valueOf(empty.user()),
                        "LATCHKEY_DB_PASSWORD", String.valueOf(empty.password()),
                        "LATCHKEY_MASTER_KEY", KEY),
                "latchkey-server: The schema of the database is at version 0");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        String absent = home.resolve("absent").toString();
        assertRefusal(Map.of("LATCHKEY_MASTER_KEY_FILE", absent), "latchkey-server: There is no file " + absent);
        assertRefusal(
                Map.of(
                        "SERVER_SSL_BUNDLE", "latchkey",
                        "SPRING_SSL_BUNDLE_PEM_LATCHKEY_KEYSTORE_CERTIFICATE", absent,
                        "SPRING_SSL_BUNDLE_PEM_LATCHKEY_KEYSTORE_PRIVATEKEY", absent),
                "latchkey-server: The certificate or the key for TLS cannot be used: ");
    }

    @Test
    void aTemporaryDirectoryThatIsNotThereIsNamed() {
        String absent = home.resolve("absent").toString();
        assertRefusal(
                Map.of("JAVA_OPTS", "-Djava.io.tmpdir=" + absent),
                "latchkey-server: The server cannot make a directory in " + absent + ", which it needs");
    }

    private void assertRefusal(Map<String, String> environment, String message) {
        long start = System.nanoTime();
        ServerProcess server = ServerProcess.launch(home, environment);
        assertThat(server.awaitExit(PATIENCE)).isEqualTo(1);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(server.output()).contains(message).doesNotContain("\tat ");
        assertThat(took).isLessThan(REFUSAL);
        assertThat(home.resolve("data/postmaster.pid"))
                .as("no database is left running")
                .doesNotExist();
    }
}
