package dev.latchkey.server.operate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.FreePort;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;

/** Starts that end because of the management port, each with one line that says why. */
class ManagementPortFailureIT {

    /** Takes a port after it was looked at and before the web server opens it. */
    private record Taker(ServerSocket socket, int port) implements SmartLifecycle {

        @Override
        public void start() {
            try {
                socket.bind(new InetSocketAddress(port));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            // The test closes it.
        }

        @Override
        public boolean isRunning() {
            return socket.isBound();
        }

        @Override
        public int getPhase() {
            return 0;
        }
    }

    @Test
    void aPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            String port = "=" + taken.getLocalPort();
            String line = "Port " + taken.getLocalPort() + " is in use: set LATCHKEY_MANAGEMENT_PORT to another one.";
            assertRefusal(line, () -> start("latchkey.management-port" + port));
            assertRefusal(line, () -> start("management.server.port" + port));
        }
    }

    @Test
    void aPortThatIsTakenMeanwhile() throws IOException {
        int port = FreePort.find();
        try (ServerSocket taken = new ServerSocket()) {
            assertRefusal(
                    "The management port " + port + " cannot be opened (Address already in use): look at LATCHKEY_MANA",
                    () -> TestServer.start(
                            TestDatabase.empty(),
                            context -> ((GenericApplicationContext) context)
                                    .registerBean("taker", Taker.class, () -> new Taker(taken, port)),
                            "latchkey.management-port=" + port));
        }
    }

    @Test
    void anAddressThatIsNoneOrOfAnotherMachine() {
        assertRefusal("cannot be opened (Cannot assign", () -> start("management.server.address=192.0.2.1"));
        assertRefusal("management.server.address", () -> start("management.server.address=not an address"));
    }

    @Test
    void aSettingOfTheWebServerThatTheFrameworkWouldHaveHere() {
        for (String setting : new String[] {"ssl.bundle", "ssl.enabled", "base-path"}) {
            assertRefusal(
                    "There is no setting --management.server." + setting + ": the management port has an address",
                    () -> start("management.server." + setting + "=true"));
        }
    }

    @Test
    void aSettingOfTheFrameworksEndpoints() {
        for (String setting : new String[] {
            "endpoints.web.exposure.include=*",
            "endpoint.health.show-details=always",
            "health.defaults.enabled=true",
            "prometheus.metrics.export.enabled=false"
        }) {
            assertRefusal(
                    "There is no setting --management." + setting.substring(0, setting.indexOf('='))
                            + ": health and metrics are the same for every server",
                    () -> start("management." + setting));
        }
    }

    private static void start(String setting) {
        TestServer.start(TestDatabase.empty(), setting).close();
    }

    private static void assertRefusal(String message, ThrowingCallable start) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThatThrownBy(start).isNotNull();
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .startsWith("latchkey-server: ")
                .contains(message)
                .hasLineCount(1);
    }
}
