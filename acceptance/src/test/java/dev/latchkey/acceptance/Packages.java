package dev.latchkey.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code mvn -Pdist package} makes; a test that needs it is skipped where it was not made. */
final class Packages {

    private Packages() {}

    static Path find(String name) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Checkout.ROOT.resolve("dist/target"), name)) {
            files.forEach(found::add);
        }
        assumeTrue(!found.isEmpty(), "There is no dist/target/" + name + ": mvn -Pdist package makes it");
        return found.getFirst();
    }
}
