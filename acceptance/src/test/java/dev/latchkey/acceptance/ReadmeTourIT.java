package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks through the README as a stranger does, so that the README cannot lie. */
class ReadmeTourIT {

    @TempDir
    private static Path home;

    private static final String WALK = "http://localhost:9000/demo";

    @Test
    void everyCommandOfTheTourPrintsWhatTheReadmeSays() throws IOException {
        Tour tour = Tour.of("README.md", "## A tour in five minutes");
        assertThat(tour.steps()).hasSizeGreaterThan(5);
        assertThat(Tour.section("README.md", "## Run it"))
                .contains("```sh\nbin/latchkey-server\n```")
                .contains("Latchkey is ready at");

        try (ServerProcess server = ServerProcess.start(home);
                Shell shell = new Shell(Checkout.DESK, Map.of("LATCHKEY_HOME", home.toString()))) {
            tour.walk(shell, here(server));
        }
    }

    @Test
    void theBrowserStepOfTheTourShowsTheTokens(@TempDir Path another) throws IOException {
        String section = Tour.section("README.md", "## A tour in five minutes");
        assertThat(section).contains("<" + WALK + ">");
        Tour before = Tour.in(section.substring(0, section.indexOf(WALK)));
        try (Chromium browser = Chromium.start();
                ServerProcess server = ServerProcess.start(another);
                Shell shell = new Shell(Checkout.DESK, Map.of("LATCHKEY_HOME", another.toString()))) {
            before.walk(shell, here(server));
            browser.open(here(server).apply(WALK));
            browser.signIn();
            browser.click("button[value=allow]");
            // The page for consent names the user too.
            browser.awaitText("\"at_hash\"");
            assertThat(browser.text()).contains("alice", "\"auth_time\"");
        }
    }

    private static UnaryOperator<String> here(ServerProcess server) {
        return commands -> commands.replace("localhost:9000", "localhost:" + server.port());
    }
}
