package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.key.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code latchkey key rewrap}: one master key takes the place of another. */
class RewrapIT {

    private static final String MASTER_KEY = "LATCHKEY_MASTER_KEY";

    private final String before = MasterKey.generate();
    private final String after = MasterKey.generate();

    @Test
    void theFirstMasterKeySealsWhatTheSecondOpens() {
        ConnectionSettings settings = TestDatabase.fresh();
        Cli cli = Cli.on(settings).with(MASTER_KEY, before);
        assertThat(cli.run("key", "rotate").exitCode()).isZero();

        cli.with(MASTER_KEY, after + "\n" + before);
        assertThat(cli.run("key", "rewrap", "--dry-run").err()).isEqualTo("would have sealed 3 keys again\n");
        assertThat(cli.run("key", "rewrap").err()).isEqualTo("sealed 3 keys again\n");
        assertThat(cli.run("key", "rewrap").err()).isEqualTo("all keys were sealed so already\n");

        assertThat(doctor(cli.with(MASTER_KEY, after))).contains("opens all 3 keys");
        assertThat(doctor(cli.with(MASTER_KEY, before))).contains("does not open key");
    }

    @Test
    void aMasterKeyThatOpensNothingSealsNothing() {
        ConnectionSettings settings = TestDatabase.fresh();
        Cli cli = Cli.on(settings).with(MASTER_KEY, before);
        cli.run("key", "rotate");
        Result result = cli.with(MASTER_KEY, after).run("key", "rewrap");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("does not open key").hasLineCount(1).doesNotContain(after);
        assertThat(doctor(cli.with(MASTER_KEY, before))).contains("opens all 3 keys");
    }

    /** A damaged row: it is named, and can be listed and revoked, with any master key or none. */
    @Test
    void aKeyThatCannotBeOpenedIsRevoked() {
        ConnectionSettings settings = TestDatabase.fresh();
        Cli cli = Cli.on(settings).with(MASTER_KEY, before);
        cli.run("key", "rotate");
        JdbcClient sql = JdbcClient.create(DataSources.direct(settings));
        String damaged = sql.sql("""
                UPDATE signing_keys SET sealed_key = sealed_key || '\\x00'::bytea WHERE algorithm = 'ES256'
                RETURNING id::text
                """).query(String.class).single();
        assertThat(doctor(cli)).contains("opens 2 of 3 keys, does not open key " + damaged + " (ES256)");
        assertThat(cli.run("key", "list", "-o", "id").out()).contains(damaged);
        assertThat(cli.run("key", "rewrap").err())
                .contains("Key " + damaged + " cannot be sealed again, so nothing was changed.")
                .hasLineCount(1);

        Cli without = Cli.on(settings);
        Result revoked = without.run("key", "revoke", damaged, "--yes");
        assertThat(revoked.exitCode()).isZero();
        assertThat(revoked.err())
                .contains("revoked ES256 " + damaged + "; no key for ES256 is left", "latchkey key rotate");
        assertThat(without.run("key", "revoke", damaged, "--yes").err()).contains("was revoked already");
        assertThat(cli.run("key", "rotate", "--algorithm", "ES256").exitCode()).isZero();
        assertThat(doctor(cli)).contains("opens all 3 keys");
        assertThat(cli.run("key", "rewrap").exitCode()).isZero();
    }

    @Test
    void theEmbeddedDatabaseGetsANewOneByItself(@TempDir Path directory) throws IOException {
        Path home = directory.resolve("home");
        Cli cli = Cli.at(home);
        assertThat(cli.run("db", "migrate").exitCode()).isZero();
        assertThat(cli.run("key", "rotate").exitCode()).isZero();
        Path file = home.resolve("master-key");
        String old = Files.readString(file);

        assertThat(cli.run("key", "rewrap", "--generate", "--dry-run").exitCode())
                .isZero();
        assertThat(file).hasContent(old);

        // As if it had been interrupted after the new one was made: it is not made again.
        Files.writeString(file, after + "\n" + old);
        assertThat(cli.run("key", "rewrap", "--generate").err()).isEqualTo("sealed 3 keys again\n");
        assertThat(file).hasContent(after + "\n");
        assertThat(home.resolve("master-key.old")).hasContent(old);

        assertThat(cli.run("key", "rewrap", "--generate").err()).isEqualTo("sealed 3 keys again\n");
        assertThat(Files.readString(file)).hasLineCount(1).isNotEqualTo(after + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(doctor(cli)).contains("opens all 3 keys");
    }

    private static String doctor(Cli cli) {
        return cli.run("doctor").out();
    }
}
