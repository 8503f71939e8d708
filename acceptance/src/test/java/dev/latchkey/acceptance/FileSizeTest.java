package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A file fits in the head, that of a test too. */
class FileSizeTest {

    private static final int MOST_LINES = 300;

    @Test
    void noFileOfAnyModuleIsLongerThanThreeHundredLines() throws IOException {
        List<Path> sources;
        try (Stream<Path> modules = Files.list(Checkout.ROOT)) {
            sources = modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(FileSizeTest::java)
                    .toList();
        }
        assertThat(sources).anyMatch(file -> file.endsWith(Path.of("server/fixture/Http.java")));
        assertThat(sources)
                .hasSizeGreaterThan(900)
                .allSatisfy(file -> assertThat(lines(file))
                        .as(Checkout.ROOT.relativize(file).toString())
                        .isLessThanOrEqualTo(MOST_LINES));
    }

    private static Stream<Path> java(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
