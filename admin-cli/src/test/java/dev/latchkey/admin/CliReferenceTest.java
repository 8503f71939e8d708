package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/cli.md} says what the help says. {@code -Dlatchkey.docs=write} writes it. */
class CliReferenceTest {

    private static final Path PAGE = Path.of("../docs/cli.md");

    @Test
    void thePageIsCurrent() throws IOException {
        String current = CliReference.page();
        if ("write".equals(System.getProperty("latchkey.docs"))) {
            Files.writeString(PAGE, current);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/cli.md; -Dlatchkey.docs=write writes it")
                .isEqualTo(current);
    }
}
