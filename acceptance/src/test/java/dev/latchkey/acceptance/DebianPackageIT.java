package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The package for Debian, which {@code mvn -Pdist package} makes. */
class DebianPackageIT {

    private static final Path UNITS = Checkout.ROOT.resolve("dist/deb/data/usr/lib/systemd/system");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"debian:bookworm-slim", "debian:trixie-slim"})
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void itIsInstalledUpgradedDowngradedRemovedAndPurged(String image) throws IOException {
        Path deb = Packages.find("latchkey_*.deb");
        try (Shell shell = new Shell(directory, Map.of())) {
            assumeThat(shell.run("docker info").exitCode())
                    .as("no Docker engine answers")
                    .isZero();
            assumeThat(shell.run("docker image inspect " + image + " || docker pull " + image)
                            .exitCode())
                    .as("there is no image " + image)
                    .isZero();
            Shell.Result result = shell.run("docker run --rm -v " + deb + ":/package.deb:ro -v "
                    + Checkout.ROOT.resolve("acceptance/src/test/resources/packages/life") + ":/life:ro " + image
                    + " bash /life");
            assertThat(result.output()).endsWith("lived");
        }
    }

    /** The programs are where this is tested, not where they are installed. */
    @Test
    void systemdAcceptsItsUnitsAndFindsThemClosed() throws IOException {
        Programs.require("systemd-analyze", "install systemd");
        try (Shell shell = new Shell(directory, Map.of())) {
            for (String name : new String[] {"latchkey", "latchkey-migrate"}) {
                String unit = Files.readString(UNITS.resolve(name + ".service"));
                assertThat(unit)
                        .contains(
                                "StateDirectoryMode=0700",
                                "ProtectSystem=strict",
                                "NoNewPrivileges=yes",
                                "PrivateTmp=yes",
                                "KillMode=mixed",
                                "SuccessExitStatus=143",
                                "LoadCredential=");
                Files.writeString(
                        directory.resolve(name + ".service"), unit.replace("/usr/bin/", Checkout.launcher("") + "/"));
            }
            String files = directory + "/latchkey.service " + directory + "/latchkey-migrate.service";
            assertThat(shell.run("systemd-analyze verify --man=no " + files)
                            .output()
                            .lines()
                            .filter(line -> line.contains("latchkey"))
                            .toList())
                    .isEmpty();
            // From 0 to 10; a unit without any of it has 9.6.
            Shell.Result exposure = shell.run("systemd-analyze security --offline=yes --threshold=20 " + files);
            assertThat(exposure.exitCode()).as(exposure.output()).isZero();
        }
    }
}
