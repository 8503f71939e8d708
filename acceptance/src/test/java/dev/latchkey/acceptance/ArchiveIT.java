package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is installed: the archive that {@code dist} makes. */
class ArchiveIT {

    @TempDir
    private static Path directory;

    private static String listing = "";

    @BeforeAll
    static void unpack() {
        try (Shell shell = new Shell(
                directory,
                Map.of("ARCHIVES", Checkout.ROOT.resolve("dist/target").toString()))) {
            // Beside it is the one with its own Java, where that was made.
            Shell.Result result = shell.run("tar -xvzf \"$(ls \"$ARCHIVES\"/latchkey-*.tar.gz | grep -v -e -linux-)\""
                    + " --strip-components=1");
            assertThat(result.exitCode()).as(result.output()).isZero();
            listing = result.output();
        }
    }

    @Test
    void everythingIsInItOnce() {
        assertThat(listing.lines()).doesNotHaveDuplicates().anyMatch(name -> name.endsWith("bin/latchkey-server"));
    }

    @Test
    void everyLinkOfItsPagesHasATargetInIt() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(Links.check(files.toList())).isGreaterThan(100);
        }
        assertThat(listing.lines()).noneMatch(name -> name.matches(".*/(target|node_modules|__pycache__|test)/.*"));
    }

    /** Each program runs what its manifest names: a jar that lies there for nobody, or is missing, shows only here. */
    @Test
    void theJarsAreThoseThatTheProgramsName() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String program : List.of("latchkey.jar", "latchkey-server.jar")) {
            named.add(program);
            named.addAll(classPath(directory.resolve("lib/latchkey").resolve(program)));
        }
        try (Stream<Path> files = Files.list(directory.resolve("lib/latchkey"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            // The native code of the provider, and PostgreSQL.
                            .filter(name -> !name.matches("lib[A-Za-z]+\\.(so|dylib)|postgresql"))
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(named);
        }
    }

    private static List<String> classPath(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Attributes manifest = file.getManifest().getMainAttributes();
            return List.of(manifest.getValue(Attributes.Name.CLASS_PATH).split(" "));
        }
    }

    @Test
    void theCommandRunsWhereItIsUnpacked() {
        try (Shell shell = new Shell(directory, Map.of())) {
            assertThat(shell.run("bin/latchkey --version").output()).startsWith("latchkey ");
        }
    }

    @Test
    void itsPostgresRunsWhereItIsUnpacked() {
        try (Shell shell = new Shell(
                directory, Map.of("LATCHKEY_HOME", directory.resolve("new home").toString()))) {
            String add = "bin/latchkey user add alice --no-password";
            Shell.Result without = shell.run("mv lib/latchkey/postgresql . && " + add);
            assertThat(without.output()).contains("no embedded PostgreSQL here; set LATCHKEY_DB_URL");
            Shell.Result with = shell.run("mv postgresql lib/latchkey && " + add);
            assertThat(with.exitCode()).as(with.output()).isZero();
        }
    }
}
