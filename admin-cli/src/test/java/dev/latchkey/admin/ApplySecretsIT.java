package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.client.ClientSecret;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets of clients: never in the file, never in the plan, never lost. */
class ApplySecretsIT {

    private static final String SECRET = "Zr8-q2Lw9xT1mK4vB7nC6yH3sD5fG0jP";
    private static final String OTHER = "other-Zr8-q2Lw9xT1mK4vB7nC6yH3sD";

    @TempDir
    private Path directory;

    private Applying on;

    @BeforeEach
    void create() {
        on = new Applying(directory);
    }

    private boolean isGood(String secret, Instant at) {
        var id = on.database.clients().findByClientId("batch").orElseThrow().id();
        return on.database.clients().findSecrets().getOrDefault(id, List.of()).stream()
                .anyMatch(one -> one.matches(ClientSecret.hash(secret), at));
    }

    private static String hash(String secret) {
        return "sha256:" + HexFormat.of().formatHex(ClientSecret.hash(secret));
    }

    @Test
    void withoutATerminalAndAFileNothingChanges() {
        Result result = on.apply(Applying.BATCH, "--yes");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("A secret is made for batch").contains("--secrets-out FILE");
        assertThat(on.database.clients().findAll()).isEmpty();
        assertThat(on.apply(Applying.BATCH, "--dry-run").exitCode()).isZero();
    }

    @Test
    void aGeneratedSecretGoesToAFileOfItsOwnerOnly() throws IOException {
        Path out = on.file("secrets.jsonl");
        Result result = on.applied(Applying.BATCH, "--secrets-out", out.toString(), "-o", "json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rw-------");
        String line = Files.readString(out);
        assertThat(line).matches("\\{\"client_id\":\"batch\",\"secret\":\"lks_[A-Za-z0-9_-]{43}\"}\n");
        assertThat(isGood(line.replaceFirst("(?s).*\"(lks_[^\"]+)\".*", "$1"), on.database.now()))
                .isTrue();
        assertThat(result.out()).contains("\"new\":\"generated\"");
        assertThat(result.out() + result.err()).doesNotContain("lks_").doesNotContain("sha256");
        assertThat(on.jdbc
                        .sql("SELECT string_agg(a::text, ' ') FROM audit_log a")
                        .query(String.class)
                        .single())
                .doesNotContain("lks_");
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws IOException {
        Path out = Files.writeString(on.file("secrets.jsonl"), "precious");
        assertThat(on.apply(Applying.BATCH, "--yes", "--secrets-out", out.toString())
                        .exitCode())
                .isEqualTo(2);
        // Told before the question, which there is no terminal for.
        assertThat(on.apply(Applying.BATCH, "--secrets-out", out.toString()).err())
                .contains("There is a file " + out + " already");
        assertThat(Files.readString(out)).isEqualTo("precious");
        assertThat(on.database.clients().findAll()).isEmpty();
    }

    @Test
    void whereTheFileCannotBeWrittenNothingChanges() {
        Result result = on.apply(
                Applying.BATCH,
                "--yes",
                "--secrets-out",
                on.file("none/secrets.jsonl").toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("cannot be written");
        assertThat(on.database.clients().findAll()).isEmpty();
    }

    @Test
    void aTerminalShowsItOnce() {
        String file = on.write("it.yaml", Applying.BATCH).toString();
        Result result = on.cli().atTerminal().run("apply", file, "--yes");
        assertThat(result.out()).containsPattern("batch  secret: lks_[A-Za-z0-9_-]{43}\n");
        Result json = on.cli().atTerminal().run("apply", file, "--yes", "-o", "json");
        assertThat(json.out()).isEqualTo("[]\n");
    }

    /** The plan is delivered, and the disk is full when the secrets come. */
    @Test
    void aSecretThatTheTerminalDoesNotTakeIsNotStored() {
        int[] bytes = {0};
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void write(byte[] data, int offset, int length) throws IOException {
                bytes[0] += length;
                if (new String(data, offset, length, StandardCharsets.UTF_8).contains("lks_")) {
                    throw new IOException("No space left on device");
                }
            }
        };
        String file = on.write("it.yaml", Applying.BATCH).toString();
        Result result = on.cli().atTerminal().into(full).run("apply", file, "--yes");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(bytes[0]).isPositive();
        assertThat(on.database.clients().findAll()).isEmpty();
    }

    @Test
    void aSecretInAFileIsRelativeToTheConfiguration() {
        on.write("batch.secret", SECRET + "\n");
        Result result = on.applied(Applying.BATCH + "    secret_file: batch.secret\n");
        assertThat(result.out()).contains("from batch.secret");
        assertThat(result.out() + result.err()).doesNotContain(SECRET);
        assertThat(isGood(SECRET, on.database.now())).isTrue();
        assertThat(on.applied(Applying.BATCH + "    secret_file: batch.secret\n")
                        .err())
                .isEqualTo("nothing to change\n");
        assertThat(on.applied(Applying.BATCH).err()).as("absent keeps").isEqualTo("nothing to change\n");
        assertThat(on.applied(Applying.BATCH + "    secret_hash: " + hash(SECRET) + "\n")
                        .err())
                .as("the same secret")
                .isEqualTo("nothing to change\n");
    }

    @Test
    void aChangedSecretOverlapsForADay() {
        on.applied(Applying.BATCH + "    secret_hash: " + hash(SECRET) + "\n");
        Result result = on.applied(Applying.BATCH + "    secret_hash: " + hash(OTHER) + "\n", "-o", "json");
        assertThat(result.out())
                .isEqualTo(
                        "[\n{\"action\":\"~\",\"section\":\"clients\",\"name\":\"batch\",\"field\":\"secret_hash\",\"old\":\"as it is\",\"new\":\"by its hash\"}\n]\n");
        assertThat(result.err()).contains("batch gets another secret: the one before stays good for 24 hours");
        Instant now = on.database.now();
        assertThat(isGood(OTHER, now.plus(Duration.ofDays(1000)))).isTrue();
        assertThat(isGood(SECRET, now.plus(Duration.ofHours(23)))).isTrue();
        assertThat(isGood(SECRET, now.plus(Duration.ofHours(25)))).isFalse();
        assertThat(on.audited()).containsExactly("client.add batch", "client.secret batch");
    }

    @Test
    void aSecretThatCouldBeGuessedIsRefusedAndNotRepeated() {
        on.write("weak.secret", "hunter2\n");
        Result result = on.apply(Applying.BATCH + "    secret_file: weak.secret\n", "--yes");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("it.yaml:5:5: A client secret has 32").doesNotContain("hunter2");
    }

    @Test
    void oneSourceOnlyAndOnlyForClientsWithASecret() {
        on.write("batch.secret", SECRET + "\n");
        String both = Applying.BATCH + "    secret_file: batch.secret\n    secret_hash: " + hash(SECRET) + "\n";
        assertThat(on.apply(both, "--yes").err()).contains("it.yaml:6:5: 'secret_hash' and 'secret_file' say the same");
        String none = Applying.BATCH.replace("client_credentials", "refresh_token") + "    confidential: false\n";
        assertThat(on.apply(none + "    secret_file: batch.secret\n", "--yes").err())
                .contains("it.yaml:6:5: 'secret_file' is for clients that authenticate by a secret");
    }

    @Test
    void aClientThatGoesBackToSecretsGetsAnother() {
        on.applied(Applying.BATCH + "    secret_hash: " + hash(SECRET) + "\n");
        on.applied(Applying.BATCH + "    auth_method: tls_client_auth\n    tls_subject: CN=batch\n");
        assertThat(isGood(SECRET, on.database.now())).isFalse();
        assertThat(on.apply(Applying.BATCH, "--yes").exitCode()).isEqualTo(2);
        on.applied(Applying.BATCH, "--secrets-out", on.file("again.jsonl").toString());
        assertThat(isGood(SECRET, on.database.now())).isFalse();
        assertThat(on.file("again.jsonl")).exists();
    }

    @Test
    void anExportHasHashesOnlyWhenAsked() {
        on.applied(Applying.BATCH + "    secret_hash: " + hash(SECRET) + "\n");
        assertThat(on.export()).doesNotContain("secret");
        assertThat(on.export("--secret-hashes"))
                .contains("secret_hash: " + hash(SECRET))
                .doesNotContain(SECRET);
    }
}
