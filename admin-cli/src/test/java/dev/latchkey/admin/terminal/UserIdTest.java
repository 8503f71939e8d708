package dev.latchkey.admin.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class UserIdTest {

    @Test
    void theNameOfTheEnvironmentComesFirstAndThenJavas() {
        assertThat(UserId.name("alice", "bob", 1000L)).isEqualTo("alice");
        assertThat(UserId.name(null, "bob", 1000L)).isEqualTo("bob");
        assertThat(UserId.name("", "bob", 1000L)).isEqualTo("bob");
    }

    /** Java says ?, for instance in a container under an arbitrary uid. */
    @Test
    void anIdWithoutANameIsShownAsTheId() {
        assertThat(UserId.name(null, "?", 1000700000L)).isEqualTo("uid:1000700000");
        assertThat(UserId.name("?", null, 1000700000L)).isEqualTo("uid:1000700000");
        assertThat(UserId.name(null, "?", null)).isEqualTo("unknown");
    }

    @Test
    void theRealIdIsTheOperatingSystems() throws IOException {
        Path self = Path.of("/proc/self");
        Assumptions.assumeTrue(Files.exists(self), "there is no /proc on this machine");
        Object owner = Files.getAttribute(self, "unix:uid");
        assertThat(UserId.real()).isEqualTo(Optional.of(((Integer) owner).longValue()));
    }
}
