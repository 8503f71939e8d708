package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.client.ClientSecret;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret that was replaced or ended does not come back: a file may be older than the emergency. */
class ApplyEndedSecretsIT {

    private static final String REFUSED = "it.yaml:3:5: The secret of 'batch' was replaced or ended before";

    @TempDir
    private Path directory;

    private Applying on;

    @BeforeEach
    void create() {
        on = new Applying(directory);
        on.applied(with("leaked"));
    }

    private static String with(String secret) {
        return Applying.BATCH + "    secret_hash: sha256:"
                + HexFormat.of().formatHex(ClientSecret.hash(secret + "-Zr8-q2Lw9xT1mK4vB7nC6yH3sD5fG0jP")) + "\n";
    }

    private void rotate(String overlap) {
        Result result = on.cli().atTerminal().run("client", "rotate-secret", "batch", "--overlap", overlap);
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    private void refuses(String file) {
        String before = on.export("--secret-hashes");
        Result result = on.apply(file, "--yes");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(REFUSED);
        assertThat(on.export("--secret-hashes")).isEqualTo(before);
    }

    @Test
    void afterAnEmergency() {
        rotate("0");
        refuses(with("leaked"));
        assertThat(on.applied(Applying.BATCH).err()).as("absent keeps").isEqualTo("nothing to change\n");
        on.applied(with("another"));
    }

    @Test
    void whileItOverlaps() {
        rotate("24h");
        refuses(with("leaked"));
    }

    @Test
    void afterAnotherFileReplacedIt() {
        on.applied(with("another"));
        refuses(with("leaked"));
        assertThat(on.applied(with("another")).err()).isEqualTo("nothing to change\n");
    }

    @Test
    void afterTheClientHadKeysInTheMeantime() {
        on.applied(Applying.BATCH + "    auth_method: tls_client_auth\n    tls_subject: CN=batch\n");
        refuses(with("leaked"));
    }

    @Test
    void alsoWhenTheClientIsDeletedAndAddedAgain() {
        rotate("0");
        assertThat(on.cli().run("client", "delete", "batch", "--yes").exitCode())
                .isZero();
        refuses(with("leaked"));
    }

    @Test
    void afterThePurge() {
        rotate("0");
        on.jdbc
                .sql("UPDATE client_secrets SET expires_at = now() - interval '2 days' WHERE expires_at IS NOT NULL")
                .update();
        assertThat(on.database.clients().purgeSecrets()).isEqualTo(1);
        refuses(with("leaked"));
    }

    /** What is good without an end was not ended, whatever happened before. */
    @Test
    void theOneThatIsGoodStays() {
        rotate("0");
        on.jdbc.sql("DELETE FROM client_secrets WHERE expires_at IS NULL").update();
        on.jdbc.sql("UPDATE client_secrets SET expires_at = NULL").update();
        assertThat(on.applied(with("leaked")).err()).isEqualTo("nothing to change\n");
    }
}
