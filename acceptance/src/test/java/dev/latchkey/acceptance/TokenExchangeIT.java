package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks through docs/token-exchange.md. */
class TokenExchangeIT {

    @Test
    void everyCommandPrintsWhatThePageSays(@TempDir Path home) throws IOException {
        Tour tour = Tour.of("docs/token-exchange.md", "## Try it");
        assertThat(tour.steps()).hasSize(3);
        try (ServerProcess server = ServerProcess.start(home);
                Shell shell = Shell.withPrograms(home, Map.of("LATCHKEY_HOME", home.toString()))) {
            tour.walk(shell, commands -> commands.replace("localhost:9000", "localhost:" + server.port()));
        }
    }
}
