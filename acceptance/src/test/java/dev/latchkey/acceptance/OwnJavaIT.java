package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive with its own Java, which {@code mvn -Pdist package} makes. */
class OwnJavaIT {

    /** Nothing of this machine but its usual programs; Java tells in a file from where it loads a class. */
    private static final String ALONE = "env -i PATH=/usr/bin:/bin LATCHKEY_HOME=$PWD/home LATCHKEY_PORT=" + port()
            + " LATCHKEY_MANAGEMENT_PORT=" + port() + " _JAVA_OPTIONS=-Xlog:class+load:file=$PWD/classes ";

    @TempDir
    private static Path directory;

    private static Shell shell;

    private static int port() {
        return Checkout.freePort();
    }

    @BeforeAll
    static void unpackAndMove() throws IOException {
        Path archive = Packages.find("latchkey-*-linux-*.tar.gz");
        shell = new Shell(directory, Map.of());
        run("mkdir unpacked && tar -xzf " + archive + " -C unpacked && mv unpacked/latchkey-* moved");
    }

    @AfterAll
    static void end() {
        if (shell != null) {
            shell.close();
        }
    }

    private static String run(String commands) {
        Shell.Result result = shell.run(commands);
        assertThat(result.exitCode()).as(commands + "\n" + result.output()).isZero();
        return result.output();
    }

    private static String files() {
        return run("find moved -printf '%p %s %T@\\n' | sort");
    }

    /** Unpack, run, token: both programs with the caches that were made at the build, and nothing is written. */
    @Test
    void itRunsWithoutAnotherJavaWhereItWasMoved() {
        String before = files();
        run(ALONE + "JAVA_OPTS=-XX:AOTMode=on moved/bin/latchkey-server > log 2>&1 & SERVER=$!\n"
                + "until grep -q 'is ready at' log; do kill -0 $SERVER || { cat log; exit 1; }; sleep 0.1; done");
        try {
            assertThat(run("readlink /proc/$SERVER/exe; cat /proc/$SERVER/maps"))
                    .startsWith(directory + "/moved/lib/java/bin/java")
                    .contains("/moved/lib/latchkey-server.aot");
            assertThat(run("readlink /proc/$(head -1 home/data/postmaster.pid)/exe"))
                    .startsWith(directory + "/moved/lib/latchkey/postgresql/");
            assertThat(run("grep ' dev.latchkey.server.LatchkeyServer ' classes"))
                    .endsWith("shared objects file");
            assertThat(run("$(sed -n 's/^ *\\(curl .*\\)/\\1 -s/p' log | head -1)"))
                    .contains("\"access_token\":\"eyJ");
            assertThat(run(ALONE + "moved/bin/latchkey user list -o id")).isNotBlank();
            assertThat(run("grep ' dev.latchkey.admin.Latchkey ' classes")).endsWith("shared objects file");
        } finally {
            run("kill $SERVER && wait $SERVER; [ $? = 143 ]");
        }
        assertThat(files()).isEqualTo(before);
    }

    /** As an update does that moves the old one aside: then Java cannot start a program any more. */
    @Test
    void itStopsItsPostgresAlthoughItWasMovedMeanwhile() {
        run("cp -a moved leaving");
        run(ALONE + "leaving/bin/latchkey-server > log 2>&1 & SERVER=$!\n"
                + "until grep -q 'is ready at' log; do kill -0 $SERVER || { cat log; exit 1; }; sleep 0.1; done");
        assertThat(directory.resolve("home/data/postmaster.pid")).exists();
        run("mv leaving left; kill $SERVER && wait $SERVER; [ $? = 143 ]");
        assertThat(directory.resolve("home/data/postmaster.pid")).doesNotExist();
    }

    /** Java itself would go on to run the old classes. */
    @Test
    void aReplacedJarIsRunInsteadOfTheCache() throws IOException {
        run("cp -a moved patched");
        Files.write(directory.resolve("patched/lib/latchkey/latchkey.jar"), new byte[] {0}, StandardOpenOption.APPEND);
        run(ALONE + "patched/bin/latchkey --version");
        assertThat(run("grep ' dev.latchkey.admin.Latchkey ' classes")).contains("source: file:");
    }
}
