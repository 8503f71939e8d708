package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/cli.md} says what the help says. {@code -Dlatchkey.docs=write} writes it. */
class CliReferenceTest {

    private static final Path PAGE = Path.of("../docs/cli.md");

    private static final Path SCHEMA = Path.of("../docs/latchkey.schema.json");

    @Test
    void theSchemaIsCurrent() throws IOException {
        String current = Cli.on(Cli.NOWHERE).run("export", "--schema").out();
        if ("write".equals(System.getProperty("latchkey.docs"))) {
            Files.writeString(SCHEMA, current);
        }
        assertThat(Files.readString(SCHEMA))
                .as("docs/latchkey.schema.json; -Dlatchkey.docs=write writes it")
                .isEqualTo(current);
    }

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
