package dev.latchkey.server.operate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.latchkey.core.Database;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.Migrations;
import dev.latchkey.embedded.EmbeddedPostgres;
import dev.latchkey.embedded.Login;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.operate.Readiness;
import dev.latchkey.server.settings.ServerSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;

/** What the first start with the embedded database makes, and what it says of it. */
class FirstStartIT {

    private static final ConnectionSettings EMBEDDED = new ConnectionSettings("", null, null);

    @TempDir
    Path home;

    /** No client may have codes sent there, so neither may the demo. */
    @ParameterizedTest
    @ValueSource(strings = {"http://192.168.1.5:9210", "http://id.example.com/"})
    void anIssuerOfPlainHttpOnAnotherMachineHasADemoWithoutABrowser(String issuer) {
        String said = output(
                server -> {
                    assertThat(server.http().get("/demo").status()).isEqualTo(404);
                    assertThat(server.http().get("/").body()).doesNotContain("/demo");
                    assertThat(server.database()
                                    .clients()
                                    .findByClientId("demo")
                                    .orElseThrow()
                                    .grantTypes())
                            .contains(GrantType.PASSWORD)
                            .doesNotContain(GrantType.AUTHORIZATION_CODE);
                },
                "latchkey.issuer=" + issuer);
        assertThat(said)
                .contains("no demo application for a browser", "the issuer is " + issuer + ".\n", "  curl -u demo:")
                .contains("\n  " + issuer.replaceAll("/$", "") + "/account\n")
                .doesNotContain("/demo\n");
    }

    @Test
    void aFirstStartAfterAnAdministratorSaysThatThereIsNoDemo() {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
            Login login = postgres.login();
            ConnectionSettings settings = new ConnectionSettings(login.url(), login.user(), login.password());
            Migrations.migrate(settings);
            TestUser.add(new Database(DataSources.direct(settings)), "alice");
        }
        String sentence = "This is the first start. It made no demo, because there are users or clients already.\n";
        assertThat(output(server -> {})).containsOnlyOnce(sentence).doesNotContain("demo'", "curl");
        assertThat(output(server -> {})).as("the second start").doesNotContain("first start");
    }

    /** They are shown once, and the next start makes no others. */
    @Test
    void theSecretsOfAStartThatFailsAfterwardsAreShown() {
        String said = output(() -> assertThatThrownBy(() -> TestServer.start(
                                EMBEDDED,
                                starting -> ((GenericApplicationContext) starting)
                                        .registerBean("broken", Broken.class, Broken::new),
                                "latchkey.home=" + home)
                        .close())
                .hasRootCauseMessage("broken"));
        assertThat(said).containsOnlyOnce("  curl -u demo:").doesNotContain("Latchkey is ready");
    }

    @Test
    void aServerThatStopsSaysSoAndIsNotAnnounced() {
        output(server -> {
            try (CapturedLog log = CapturedLog.start()) {
                StopRequest stop = server.bean(StopRequest.class);
                stop.make();
                assertThat(log.lines())
                        .extracting(CapturedLog.Line::text)
                        .singleElement(STRING)
                        .contains("Stopping: requests that are being answered have 20s to end");
                ByteArrayOutputStream late = new ByteArrayOutputStream();
                new Announcement(
                                server.bean(ServerSettings.class),
                                "http",
                                server.bean(FirstAccounts.class),
                                server.bean(Readiness.class),
                                stop,
                                new PrintStream(late, true, StandardCharsets.UTF_8))
                        .started();
                assertThat(late.toString(StandardCharsets.UTF_8))
                        .contains("the first start")
                        .doesNotContain(" ready");
            }
        });
    }

    /** Starts a server, has {@code look} look at it, stops it, and returns what it printed. */
    private String output(Consumer<TestServer> look, String... settings) {
        String[] given = Arrays.copyOf(settings, settings.length + 1);
        given[settings.length] = "latchkey.home=" + home;
        return output(() -> {
            try (TestServer server = TestServer.start(EMBEDDED, given)) {
                look.accept(server);
            }
        });
    }

    private static String output(Runnable start) {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            start.run();
        } finally {
            System.setOut(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    /** Starts after the steps, and fails. */
    private static final class Broken implements SmartLifecycle {

        @Override
        public void start() {
            throw new IllegalStateException("broken");
        }

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return false;
        }
    }
}
