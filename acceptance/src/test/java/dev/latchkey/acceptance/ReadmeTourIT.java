package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks through the README as a stranger does, so that the README cannot lie. */
class ReadmeTourIT {

    @TempDir
    private static Path home;

    @Test
    void everyCommandOfTheTourPrintsWhatTheReadmeSays() throws IOException {
        Tour tour = Tour.of("README.md", "## A tour in five minutes");
        assertThat(tour.steps()).hasSizeGreaterThan(5);
        assertThat(Tour.section("README.md", "## Run it"))
                .contains("```sh\nbin/latchkey-server\n```")
                .contains("Latchkey is ready at");

        try (ServerProcess server = ServerProcess.start(home);
                Shell shell = new Shell(Checkout.ROOT, Map.of("LATCHKEY_HOME", home.toString()))) {
            tour.walk(shell, commands -> commands.replace("localhost:9000", "localhost:" + server.port()));
        }
    }
}
