package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.db.TestDatabase;
import dev.latchkey.db.connection.ConnectionSettings;
import dev.latchkey.db.key.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void theEmbeddedDatabaseGetsANewOneByItself(@TempDir Path directory) throws IOException {
        Path home = directory.resolve("home");
        Cli cli = Cli.at(home);
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
