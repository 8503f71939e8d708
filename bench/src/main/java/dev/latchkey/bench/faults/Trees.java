package dev.latchkey.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories with all that is in them. */
final class Trees {

    private Trees() {}

    /** Deletes a directory, if it is there. */
    static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            deleteIn(directory);
            Files.delete(directory);
        }
    }

    /** Deletes everything in a directory. */
    static void deleteIn(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.filter(path -> !path.equals(directory))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
