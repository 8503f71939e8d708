package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The documentation names the client, user, server or attacker that it means, and its links have targets. */
class PlainEnglishTest {

    private static final Pattern VAGUE =
            Pattern.compile("\\b(whoever|somebody|nobody|anybody)\\b", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    /** Files, and directories with everything in them. */
    private static final List<String> DOCUMENTATION = List.of(
            "README.md",
            "CONTRIBUTING.md",
            "CHANGELOG.md",
            "SECURITY.md",
            ".github",
            "docs",
            "docker",
            "docker-compose.yml",
            "examples/fastapi/README.md",
            "examples/node/README.md",
            "examples/spring/README.md",
            "resource-server/README.md");

    /** Generated from the help texts of the command, which are not checked yet. */
    private static final String GENERATED = "docs/cli.md";

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    @Test
    void theDocumentationNamesTheActor() throws IOException {
        List<Path> files = files();
        assertThat(files).hasSizeGreaterThan(40);
        for (Path file : files) {
            assertThat(VAGUE.matcher(Files.readString(file)).results().map(MatchResult::group))
                    .as(file.toString())
                    .isEmpty();
        }
    }

    @Test
    void everyLinkHasATarget() throws IOException {
        int links = 0;
        for (Path page : files()) {
            if (page.toString().endsWith(".md")) {
                for (MatchResult link : LINK.matcher(prose(page)).results().toList()) {
                    if (!link.group(1).contains("://")) {
                        assertTarget(page, link.group(1), link.group(2));
                        links++;
                    }
                }
            }
        }
        assertThat(links).isGreaterThan(100);
    }

    private static void assertTarget(Path page, String path, @Nullable String anchor) throws IOException {
        Path target = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        assertThat(target).as(page.toString()).exists();
        if (anchor != null) {
            assertThat(anchors(target)).as(page + " links to " + target).contains(anchor);
        }
    }

    private static List<Path> files() throws IOException {
        Path generated = Checkout.ROOT.resolve(GENERATED);
        try (Stream<Path> roots = DOCUMENTATION.stream().map(Checkout.ROOT::resolve)) {
            return roots.flatMap(PlainEnglishTest::below)
                    .filter(file -> !file.equals(generated))
                    .toList();
        }
    }

    private static Stream<Path> below(Path root) {
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String prose(Path page) throws IOException {
        return CODE_BLOCK.matcher(Files.readString(page)).replaceAll("");
    }

    /** Anchors as GitHub and Forgejo derive them from the headings of a page. */
    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(prose(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
