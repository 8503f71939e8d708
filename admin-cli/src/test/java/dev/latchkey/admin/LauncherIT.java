package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process, in an installation like the one that is shipped, and its completion in real shells. */
class LauncherIT {

    private static final Path LIB = Path.of("target/latchkey-cli/lib");

    @TempDir
    Path directory;

    private final ConnectionSettings settings = TestDatabase.fresh();

    private record Run(int exitCode, String out, String err) {}

    /** An installation: bin/latchkey beside lib/latchkey. */
    private Path installed() throws IOException {
        Path bin = Files.createDirectories(directory.resolve("installed/bin"));
        for (String script : List.of("latchkey", "start", "find-jdk", "read-settings")) {
            Files.copy(Path.of("../bin", script), bin.resolve(script));
            assertThat(bin.resolve(script).toFile().setExecutable(true)).isTrue();
        }
        Path lib = Files.createDirectories(directory.resolve("installed/lib/latchkey"));
        for (File jar : Objects.requireNonNull(LIB.toFile().listFiles(File::isFile))) {
            Files.copy(jar.toPath(), lib.resolve(jar.getName()));
        }
        return bin.resolve("latchkey");
    }

    private Run run(String... command) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("LATCHKEY_DB_URL", settings.url());
        builder.environment().put("LATCHKEY_DB_USER", String.valueOf(settings.user()));
        builder.environment().put("LATCHKEY_DB_PASSWORD", String.valueOf(settings.password()));
        builder.environment().put("LATCHKEY_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LC_ALL", "C");
        int exitCode = builder.start().waitFor();
        return new Run(exitCode, Files.readString(out), Files.readString(err));
    }

    private List<Path> caches() throws IOException {
        try (var files = Files.list(directory.resolve("installed/lib"))) {
            return files.filter(file -> file.toString().endsWith(".aot")).toList();
        }
    }

    @Test
    void everyRunPrintsTheSameWhileTheCacheIsMadeAndUsed() throws IOException, InterruptedException {
        String latchkey = installed().toString();
        assertThat(run(latchkey, "user", "add", "zo\u00eb", "--no-password").exitCode())
                .isZero();
        long patience = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (caches().isEmpty() && System.nanoTime() < patience) {
            assertThat(run(latchkey, "--version").exitCode()).isZero();
        }
        assertThat(caches()).hasSize(1);
        assertThat(run("bash", "-c", "echo 'correct horse battery' | '" + latchkey + "' user add ann --password-stdin")
                        .err())
                .isEmpty();
        assertThat(run(latchkey, "user", "delete", "ann", "--yes").exitCode()).isZero();
        Run cached = run(latchkey, "user", "show", "zo\u00eb", "-o", "json");
        assertThat(cached.out()).contains("\"username\":\"zo\u00eb\"").hasLineCount(1);
        assertThat(cached.err()).isEmpty();

        Files.writeString(caches().getFirst(), "not a cache");
        Run spoilt = run(latchkey, "user", "list", "-o", "id");
        assertThat(spoilt.exitCode()).isZero();
        assertThat(spoilt.out()).hasLineCount(1);
    }

    /** A cache takes no class of a signed jar, and each command would verify the signature, also one that hashes nothing. */
    @Test
    void theJarsAreOnesOfWhichTheCacheTakesAllClasses() throws IOException {
        for (File jar : Objects.requireNonNull(LIB.toFile().listFiles((lib, name) -> name.endsWith(".jar")))) {
            try (ZipFile entries = new ZipFile(jar)) {
                assertThat(entries.stream().map(ZipEntry::getName))
                        .as(jar.getName())
                        .noneMatch(name -> name.matches("META-INF/[^/]+\\.SF"));
            }
        }
    }

    /** Java makes a class to read each kind of annotation, in every run: the build has read those of the verbs. */
    @Test
    void noRunReadsAnnotations() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        String jar = LIB.resolve("latchkey.jar").toString();
        for (String args : List.of("--help", "user --help", "user list", "client add --help", "client add")) {
            List<String> command = new ArrayList<>(List.of(java, "-Xlog:class+load", "-cp", jar));
            command.add("dev.latchkey.admin.Latchkey");
            command.addAll(List.of(args.split(" ", -1)));
            assertThat(run(command.toArray(String[]::new)).out().lines())
                    .as(args)
                    .anyMatch(line -> line.contains("dev.latchkey.admin.CommandModel"))
                    .noneMatch(line -> line.contains("$Proxy"));
        }
    }

    @Test
    void aPipeThatEndsIsNoReasonForAStackTrace() throws IOException, InterruptedException {
        String latchkey = installed().toString();
        Run run = run("bash", "-c", "'" + latchkey + "' completion bash | head -1");
        assertThat(run.out()).hasLineCount(1);
        assertThat(run.err()).isEmpty();
    }

    /** Java gives the number of a closed stream to the next file that it opens, and would read or write that. */
    @Test
    void closedAndFullStreamsAreNamed() throws IOException, InterruptedException {
        String latchkey = "'" + installed() + "'";
        Run closed = run("bash", "-c", latchkey + " client add shop --grant password --scope read >&-");
        assertThat(closed.exitCode()).isEqualTo(1);
        assertThat(closed.err()).contains("Standard output cannot be written: it is closed; nothing was changed");
        Run full = run("bash", "-c", latchkey + " user list -o json > /dev/full");
        assertThat(full.exitCode()).isEqualTo(1);
        assertThat(full.err()).contains("No space left on device").hasLineCount(1);
        Run silent = run("bash", "-c", latchkey + " user add bob --password-stdin <&-");
        assertThat(silent.exitCode()).isEqualTo(2);
        assertThat(silent.err()).isEqualTo("latchkey: There is no password on standard input: it is closed.\n");
        Run deaf = run("bash", "-c", latchkey + " client list -o id 2>&-");
        assertThat(deaf.exitCode()).as(deaf.out()).isZero();
        assertThat(deaf.out()).as("no client was added").isEmpty();
    }

    @Test
    void nothingOfALoginIsNeeded() throws IOException, InterruptedException {
        String latchkey = "'" + installed() + "'";
        String only = "env -i LATCHKEY_JAVA_HOME='" + System.getProperty("java.home") + "' ";
        Run version = run("bash", "-c", only + latchkey + " --version");
        assertThat(version.out()).startsWith("latchkey ");
        assertThat(version.err()).isEmpty();
        Run homeless = run(
                "bash", "-c", only + "LATCHKEY_DB_URL=jdbc:postgresql://127.0.0.1:1/none " + latchkey + " user list");
        assertThat(homeless.exitCode()).isEqualTo(5);
        assertThat(homeless.err()).hasLineCount(1);
    }

    /** Java maps what it learnt as code. */
    @Test
    void whatJavaLearntIsTakenFromAHomeOfOnesOwnOnly() throws IOException, InterruptedException {
        Path home = Files.createDirectory(directory.resolve("home"));
        for (String mode : List.of("rwx------", "rwxrwxrwx")) {
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString(mode));
            Run run = run(
                    "bash",
                    "-c",
                    "set -eu; . ../bin/start; is_trusted '" + home.toRealPath() + "' && echo yes || echo no");
            assertThat(run.out().strip()).isEqualTo(mode.equals("rwx------") ? "yes" : "no");
        }
    }

    @Test
    void aBlankVariableIsNone() throws IOException, InterruptedException {
        for (String value : List.of("", " ", "\t", " \t ")) {
            Run run = run(
                    "env",
                    "LATCHKEY_PORT=" + value,
                    "LATCHKEY_HOME=/a home",
                    "bash",
                    "-c",
                    "set -eu; . ../bin/start; echo \"${LATCHKEY_PORT-none} ${LATCHKEY_HOME-none}\"");
            assertThat(run.out().strip()).isEqualTo("none /a home");
        }
    }

    @Test
    void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
        Path script = script("bash");
        assertThat(complete(script, "latchkey", "us")).contains("user");
        assertThat(complete(script, "latchkey", "user", "set-")).contains("set-password", "set-scopes");
        assertThat(complete(script, "latchkey", "key", "re")).contains("retire", "revoke", "rewrap");
        assertThat(complete(script, "latchkey", "ban", "")).contains("list", "add", "lift");
        assertThat(complete(script, "latchkey", "user", "add", "--gen")).contains("--generate-password");
        assertThat(complete(script, "latchkey", "user", "list", "-o", "js")).contains("json", "jsonl");
        assertThat(complete(script, "latchkey", "client", "add", "--grant", "pass"))
                .contains("password");
    }

    private List<String> complete(Path script, String... words) throws IOException, InterruptedException {
        String array = String.join(
                " ", Arrays.stream(words).map(word -> "'" + word + "'").toList());
        Run run = run(
                "bash",
                "-c",
                "compopt() { :; }; source '" + script + "'; COMP_WORDS=(" + array + "); COMP_CWORD="
                        + (words.length - 1)
                        + "; COMP_LINE='" + String.join(" ", words)
                        + "'; _complete_latchkey; printf '%s\\n' \"${COMPREPLY[@]}\"");
        assertThat(run.err()).isEmpty();
        return run.out().lines().map(String::strip).toList();
    }

    @Test
    void zshAcceptsItsScript() throws IOException, InterruptedException {
        assumeThat(isInstalled("zsh")).as("zsh is not installed").isTrue();
        Run run = run("zsh", "-f", "-c", "source '" + script("zsh") + "' && print ${_comps[latchkey]}");
        assertThat(run.out()).contains("latchkey");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void fishCompletesCommandsAndOptions() throws IOException, InterruptedException {
        assumeThat(isInstalled("fish")).as("fish is not installed").isTrue();
        Path script = script("fish");
        assertThat(fish(script, "latchkey us")).contains("user");
        assertThat(fish(script, "latchkey user set-")).contains("set-password", "set-scopes");
        assertThat(fish(script, "latchkey key re")).contains("retire", "revoke", "rewrap");
        assertThat(fish(script, "latchkey ban ")).contains("list", "add", "lift");
        assertThat(fish(script, "latchkey user add --gen")).contains("--generate-password");
        assertThat(fish(script, "latchkey user list -o js")).contains("json", "jsonl");
    }

    private List<String> fish(Path script, String line) throws IOException, InterruptedException {
        Run run = run("fish", "--no-config", "-c", "source '" + script + "'; complete -C'" + line + "'");
        return run.out().lines().map(found -> found.replaceFirst("\t.*", "")).toList();
    }

    private Path script(String shell) throws IOException {
        return Files.writeString(
                directory.resolve("completion." + shell),
                Cli.on(Cli.NOWHERE).run("completion", shell).out(),
                StandardCharsets.UTF_8);
    }

    private static boolean isInstalled(String shell) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(path -> new File(path, shell).canExecute());
    }
}
