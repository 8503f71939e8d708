package dev.latchkey.embedded.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeniedAccessTest {

    private static final UnixSystem SYSTEM = new UnixSystem();

    @TempDir
    private Path home;

    private static String words(Path file) {
        return DeniedAccess.words(new AccessDeniedException(file.toString()));
    }

    @Test
    void theHomeOfAnotherUserIsNamedWithItsOwner() throws IOException {
        assumeThat(SYSTEM.getUid()).as("only root can give files away").isZero();
        Files.setAttribute(home, "unix:uid", 12_345);
        assertThat(words(home.resolve("data/start.lock")))
                .isEqualTo(home + " belongs to 12345, and Latchkey, run by " + SYSTEM.getUsername()
                        + ", may not use it: run Latchkey as 12345, or set LATCHKEY_HOME to a directory of your own");
    }

    @Test
    void aFileOfOnesOwnIsNamedWithItsMode() throws IOException {
        Path lock = Files.createFile(home.resolve("start.lock"));
        Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("r--------"));
        assertThat(words(lock))
                .isEqualTo(SYSTEM.getUsername() + " owns " + lock
                        + " and may not use it (mode r--------): run: chmod u+rwX " + lock);
    }
}
