package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit file of docs/systemd.md: systemd accepts it, and the server starts with what it gives, and nothing else. */
class SystemdIT {

    @TempDir
    private Path directory;

    private static List<String> units() throws IOException {
        return Pattern.compile("(?s)```ini\n(.*?)```")
                .matcher(Files.readString(Checkout.ROOT.resolve("docs/systemd.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void systemdAcceptsIt() throws IOException {
        Programs.require("systemd-analyze", "install systemd");
        // The programs are where this is tested, not where they are installed.
        String unit = units().getFirst()
                .replace(
                        "/opt/latchkey/bin/latchkey-server",
                        Checkout.launcher("latchkey-server").toString());
        Path file = Files.writeString(directory.resolve("latchkey.service"), unit);
        Path override =
                Files.createDirectories(directory.resolve("latchkey.service.d")).resolve("embedded.conf");
        try (Shell shell = new Shell(directory, Map.of())) {
            assertVerified(shell.run("systemd-analyze verify --man=no " + file));
            Files.writeString(override, units().get(1));
            assertVerified(shell.run("systemd-analyze verify --man=no " + file));
        }
    }

    private static void assertVerified(Shell.Result result) {
        // What it says of other units of this machine, or of a machine without a running systemd, is not about ours.
        assertThat(result.output()
                        .lines()
                        .filter(line -> line.contains("latchkey"))
                        .toList())
                .isEmpty();
    }

    @Test
    void theServerStartsWithItsEnvironmentAlone() throws IOException {
        String unit = units().getFirst();
        Path secrets = Files.createDirectory(directory.resolve("credentials"));
        Files.writeString(secrets.resolve("db-password"), "password\n");
        Files.writeString(secrets.resolve("master-key"), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
        String variables = Pattern.compile("(?m)^Environment=(.*)$")
                .matcher(unit)
                .results()
                .map(found -> found.group(1).replace("%d", secrets.toString()).replace("db.example.com", "127.0.0.1:1"))
                .collect(Collectors.joining(" "));
        try (Shell shell = new Shell(Path.of("/"), Map.of())) {
            Shell.Result result = shell.run("umask 077; env -i LATCHKEY_JAVA_HOME=" + System.getProperty("java.home")
                    + " " + variables + " " + Checkout.launcher("latchkey-server"));
            assertThat(result.output())
                    .as("it read both secrets, and asked the database")
                    .startsWith("latchkey-server: The database does not answer: Connection to 127.0.0.1:1 refused")
                    .hasLineCount(1);
        }
    }
}
