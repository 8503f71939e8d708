package dev.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that docs/security.md names are there. */
class SecurityDocumentTest {

    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z]*(?:IT|Test))(?:\\.([A-Za-z0-9]+))?`");

    @Test
    void eachNamedTestIsThere() throws IOException {
        List<MatchResult> named = NAMED.matcher(Files.readString(Path.of("../docs/security.md")))
                .results()
                .toList();
        assertThat(named).hasSizeGreaterThan(20);
        for (MatchResult test : named) {
            String method = test.group(2);
            assertThat(sources(test.group(1) + ".java"))
                    .as(test.group())
                    .anyMatch(source -> method == null || source.contains("void " + method + "("));
        }
    }

    private static List<String> sources(String file) throws IOException {
        List<String> sources = new ArrayList<>();
        for (String root : List.of("src/test/java", "../core/src/test/java")) {
            try (Stream<Path> files = Files.find(
                    Path.of(root),
                    20,
                    (path, kind) -> path.getFileName().toString().equals(file))) {
                files.map(SecurityDocumentTest::read).forEach(sources::add);
            }
        }
        return sources;
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
