package dev.latchkey.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SchemaVersionTest {

    @Test
    void theExpectedVersionIsThatOfTheNewestMigration() throws IOException {
        try (var files = Files.list(Path.of("../db/migrations"))) {
            int newest = files.map(file -> file.getFileName().toString())
                    .mapToInt(name -> Integer.parseInt(name.substring(1, 5)))
                    .max()
                    .orElseThrow();
            assertThat(SchemaVersion.EXPECTED).isEqualTo(newest);
        }
    }
}
