package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping and killing the server. */
class LauncherIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @TempDir
    private Path home;

    @Test
    void theFirstStartOffersACurlThatWorksWhenPasted() {
        // With what Kubernetes tells every pod about a service of this name.
        try (ServerProcess server = ServerProcess.launch(home, Map.of("LATCHKEY_SERVICE_HOST", "10.0.0.1"));
                Shell shell = new Shell(Checkout.DESK, Map.of())) {
            server.awaitReady();
            assertThat(shell.run(server.offeredCurl() + " -s").output()).contains("\"access_token\":\"eyJ");
            assertThat(server.output()).doesNotContain("SLF4J", "WARNING");
        }
    }

    @Test
    void nativeCodeIsUsedWhereItIs(@TempDir Path temporary) throws IOException {
        try (ServerProcess server = ServerProcess.launch(home, Map.of("JAVA_OPTS", "-Djava.io.tmpdir=" + temporary))) {
            server.awaitReady();
            assertThat(server.output()).doesNotContain("Signing with the JDK");
            try (Stream<Path> files = Files.list(temporary)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .noneMatch(name -> name.contains("Corretto"));
            }
            Path maps = Path.of("/proc/" + server.pid() + "/maps");
            assumeTrue(Files.exists(maps), "only Linux tells what a process has loaded");
            assertThat(Files.readAllLines(maps))
                    .filteredOn(line -> line.endsWith("CryptoProvider.so"))
                    .isNotEmpty()
                    .allMatch(line -> line.matches(".*/lib(/latchkey)?/lib[A-Za-z]+\\.so"));
        }
    }

    @Test
    void dataSurviveARestartAndAKill() {
        String curl;
        try (ServerProcess server = ServerProcess.start(home)) {
            curl = server.offeredCurl().replace("localhost:" + server.port(), "localhost:$PORT") + " -s";
        }
        assertThat(home.resolve("data/postmaster.pid"))
                .as("the database was stopped cleanly")
                .doesNotExist();
        String refreshToken;
        ServerProcess killed = ServerProcess.start(home);
        try (Shell shell = new Shell(Checkout.DESK, Map.of("PORT", Integer.toString(killed.port())))) {
            assertThat(killed.output()).as("only the first start offers a demo").doesNotContain("curl");
            refreshToken = shell.run(curl).output().replaceAll("(?s).*\"refresh_token\":\"([^\"]*)\".*", "$1");
            assertThat(refreshToken).startsWith("lkr_");
        } finally {
            killed.kill();
        }
        try (ServerProcess recovered = ServerProcess.start(home);
                Shell shell = new Shell(Checkout.DESK, Map.of("PORT", Integer.toString(recovered.port())))) {
            String refresh = curl.replaceAll(
                    "-d grant_type.*? http", "-d grant_type=refresh_token -d refresh_token=" + refreshToken + " http");
            assertThat(shell.run(refresh).output())
                    .as("a token answered before the kill works after it")
                    .contains("\"access_token\":\"eyJ");
        }
    }

    @Test
    void aServerThatIsToldToStopSaysSo() {
        ServerProcess server = ServerProcess.start(home);
        server.close();
        assertThat(server.output()).containsOnlyOnce("Stopping: requests that are being answered have 20s to end\n");
    }

    @Test
    void aStartThatIsToldToStopEndsBeforeItIsReady() {
        ServerProcess server = ServerProcess.launch(home, Map.of());
        server.awaitFile(home.resolve("data"));
        server.close();
        assertThat(server.output())
                .contains("Stopping: ")
                .endsWith("Stopped before the start was complete\n")
                .doesNotContain("Latchkey is ready", "Exception", "demo");
        assertThat(home.resolve("data/postmaster.pid")).doesNotExist();
        // Nothing is lost: the next start is the first one that shows secrets.
        try (ServerProcess next = ServerProcess.start(home)) {
            assertThat(next.offeredCurl()).contains("demo:");
        }
    }

    @Test
    void aSecondServerOnOneHomeSaysSoAndExits() {
        try (ServerProcess first = ServerProcess.start(home)) {
            ServerProcess second = ServerProcess.launch(home, Map.of());
            assertThat(second.awaitExit(PATIENCE)).isNotZero();
            assertThat(second.output()).containsPattern("(?m)^latchkey-server: .*already.*$");
            assertThat(first.output()).doesNotContain("ERROR");
        }
    }

    @Test
    void secretsInTheHomeAreTheirOwnersAlone() throws Exception {
        try (ServerProcess server = ServerProcess.start(home)) {
            for (String file : new String[] {"master-key", "database-password"}) {
                assertThat(Files.getPosixFilePermissions(home.resolve(file)))
                        .as(file)
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
            assertThat(server.output())
                    .doesNotContain(Files.readString(home.resolve("master-key")).strip());
        }
    }

    /** The working directory is not the operator's to answer for: it may be anybody's. */
    @Test
    void filesOfTheWorkingDirectoryAreNoConfiguration() throws Exception {
        Path directory = home.resolve("elsewhere");
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve("application.properties"), "latchkey.token.type=nonsense\n");
        Files.writeString(directory.resolve("config/application.yaml"), "latchkey:\n  port: nonsense\n");
        Files.writeString(directory.resolve("banner.txt"), "a banner");
        Files.writeString(directory.resolve("logback.xml"), "<configuration><nonsense/></configuration>");
        String unset = "env -u LATCHKEY_DB_URL LATCHKEY_HOME=" + home + "/db LATCHKEY_MASTER_KEY=s.h";
        try (Shell shell = new Shell(directory, Map.of())) {
            assertThat(shell.run(unset + " " + Checkout.launcher("latchkey-server"))
                            .output())
                    .isEqualTo("latchkey-server: The master key is not base64. It comes from LATCHKEY_MASTER_KEY.");
            String named = " SPRING_CONFIG_ADDITIONAL_LOCATION=file:" + directory + "/ ";
            assertThat(shell.run(unset + named + Checkout.launcher("latchkey-server"))
                            .output())
                    .contains("latchkey.token.type in ", " is 'nonsense': it has to be JWT or at+jwt.");
        }
    }

    /** What systemd starts has no HOME, no locale, and stands in no terminal. */
    @Test
    void nothingOfALoginIsNeeded() {
        String java = "LATCHKEY_JAVA_HOME=" + System.getProperty("java.home");
        try (Shell shell = new Shell(Path.of("/"), Map.of())) {
            String only = "env -i " + java + " TZ=US/Pacific LATCHKEY_MASTER_KEY=" + KEY;
            assertThat(shell.run(only + " LATCHKEY_DB_URL=jdbc:postgresql://127.0.0.1:1/none "
                                    + Checkout.launcher("latchkey-server"))
                            .output())
                    .startsWith("latchkey-server: The database does not answer")
                    .hasLineCount(1);
        }
    }

    @Test
    void helpIsPrintedAndAnUnknownOptionIsRefused() {
        try (Shell shell = new Shell(home, Map.of())) {
            Shell.Result help = shell.run(Checkout.launcher("latchkey-server") + " --help");
            assertThat(help.exitCode()).as(help.output()).isZero();
            assertThat(help.output()).startsWith("Usage: latchkey-server ").contains("latchkey.db.url");
            Shell.Result unknown = shell.run(Checkout.launcher("latchkey-server") + " --port=9000");
            assertThat(unknown.exitCode()).isEqualTo(2);
            assertThat(unknown.output())
                    .startsWith("latchkey-server: There is no option --port: ")
                    .hasLineCount(1);
        }
    }

    @Test
    void aPortInUseIsNamed() {
        try (ServerProcess first = ServerProcess.start(home)) {
            ServerProcess second = ServerProcess.launch(
                    home.resolve("other"), Map.of("LATCHKEY_PORT", Integer.toString(first.port())));
            assertThat(second.awaitExit(PATIENCE)).isNotZero();
            assertThat(second.output()).contains("latchkey-server: Port " + first.port() + " is in use");
        }
    }
}
