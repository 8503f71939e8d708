package dev.latchkey.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Programs that a machine may lack. A test that needs one is skipped where it is not. */
final class Programs {

    private Programs() {}

    /** Skips the test unless there is such a program; {@code remedy} says how to get it. */
    static Path require(String name, String remedy) {
        Optional<Path> found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(found.isPresent(), "There is no " + name + " here: " + remedy);
        return found.orElseThrow();
    }

    /** Skips the test unless there is such a file, which belongs to a program. */
    static void requireFile(Path file, String remedy) {
        assumeTrue(Files.exists(file), "There is no " + file + " here: " + remedy);
    }

    /** Skips the test unless some Python can import these. */
    static String requirePython(String modules, String remedy) throws IOException, InterruptedException {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            try {
                Process process = new ProcessBuilder(python, "-c", "import " + modules)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor() == 0) {
                    return python;
                }
            } catch (IOException e) {
                // There is none of this name.
            }
        }
        assumeTrue(false, "No python3 here that has " + modules + ": " + remedy);
        throw new AssertionError();
    }
}
