package dev.latchkey.resource;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Programs of other languages. A test that needs one is skipped where it is not. */
final class Programs {

    private Programs() {}

    /** Skips the test unless some Python can import these; {@code packages} are what has them. */
    static String requirePython(String modules, String packages) {
        String python = List.of("python3", "/usr/bin/python3").stream()
                .filter(name -> runs(Path.of("."), name, "-c", "import " + modules))
                .findFirst()
                .orElse("");
        assumeTrue(!python.isEmpty(), "No python3 here that has " + modules + ": apt-get install " + packages);
        return python;
    }

    /** Skips the test unless there is npm. */
    static void requireNpm() {
        assumeTrue(runs(Path.of("."), "npm", "--version"), "There is no npm here: apt-get install nodejs npm");
    }

    /** Whether there is such a program and it ends well. */
    static boolean runs(Path directory, String... command) {
        try {
            return new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
