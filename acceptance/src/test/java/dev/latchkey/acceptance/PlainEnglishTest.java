package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documentation and sources name the client, user, server or attacker that they mean, and links have targets. */
class PlainEnglishTest {

    /** Words in place of an actor. Marked as code it is a name, such as the user {@code nobody} of the system. */
    private static final Pattern VAGUE = Pattern.compile(
            "(?<!`|\\{@code )\\b(whoever|somebody|nobody|anybody)\\b", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

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
            "examples/cli/README.md",
            "examples/fastapi/README.md",
            "examples/native/README.md",
            "examples/node/README.md",
            "examples/spa/README.md",
            "examples/spring/README.md",
            "examples/web/README.md",
            "resource-server/README.md");

    /**
     * Of the sources that are not documentation. The migrations in {@code db/migrations} are left out: they are
     * released, and Flyway compares their checksums, so even their comments stay as they are.
     */
    private static final List<String> SOURCES = List.of("bin", "examples");

    /** Made by tools, or installed: not ours. */
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", "package-lock.json", "__pycache__");

    @Test
    void theDocumentationNamesTheActor() throws IOException {
        List<Path> files = files(DOCUMENTATION.stream().map(Checkout.ROOT::resolve));
        assertThat(files).hasSizeGreaterThan(40).contains(Checkout.ROOT.resolve("docs/cli.md"));
        assertThat(vagueLines(files)).isEmpty();
    }

    @Test
    void theSourcesNameTheActor() throws IOException {
        List<Path> java;
        try (Stream<Path> modules = Files.list(Checkout.ROOT)) {
            java = files(modules.map(module -> module.resolve("src/main")).filter(Files::isDirectory)).stream()
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList();
        }
        assertThat(java).hasSizeGreaterThan(300);
        assertThat(vagueLines(java)).isEmpty();
        List<Path> others = files(SOURCES.stream().map(Checkout.ROOT::resolve));
        assertThat(others).contains(Checkout.ROOT.resolve("bin/start"), Checkout.ROOT.resolve("examples/Verify.java"));
        assertThat(vagueLines(others)).isEmpty();
    }

    /** The lines to rewrite: file, number and text. */
    private static List<String> vagueLines(List<Path> files) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (VAGUE.matcher(lines.get(i)).find()) {
                    found.add(Checkout.ROOT.relativize(file) + ":" + (i + 1) + ": "
                            + lines.get(i).strip());
                }
            }
        }
        return found;
    }

    @Test
    void everyLinkHasATarget() throws IOException {
        assertThat(Links.check(files(DOCUMENTATION.stream().map(Checkout.ROOT::resolve))))
                .isGreaterThan(100);
    }

    private static List<Path> files(Stream<Path> roots) {
        return roots.flatMap(PlainEnglishTest::below).toList();
    }

    private static Stream<Path> below(Path root) {
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(Files::isRegularFile).filter(PlainEnglishTest::isOurs).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOurs(Path file) {
        for (Path name : Checkout.ROOT.relativize(file)) {
            if (NOT_OURS.contains(name.toString())) {
                return false;
            }
        }
        return true;
    }
}
