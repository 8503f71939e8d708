package dev.latchkey.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Finds missing keys, and text that is not translated. */
class WordsTest {

    private static final Path TEMPLATES = Path.of("src/main/jte");

    /** What is the same in another language. */
    private static final Set<String> SAME = Set.of("es error-title", "es error-code", "fr minutes");

    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)}");

    @ParameterizedTest
    @EnumSource
    void aLanguageHasEveryTextAndNoOther(Language language) {
        assertThat(Words.file(language).stringPropertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Text.values()).map(Text::key).toList());
    }

    @ParameterizedTest
    @EnumSource
    void aTextHasTheArgumentsOfTheEnglishOneAndNoOtherBrace(Language language) {
        Properties english = Words.file(Language.ENGLISH);
        Properties other = Words.file(language);
        for (String key : english.stringPropertyNames()) {
            assertThat(arguments(other.getProperty(key)))
                    .as(key)
                    .containsExactlyInAnyOrderElementsOf(arguments(english.getProperty(key)));
            assertThat(ARGUMENT.matcher(other.getProperty(key)).replaceAll(""))
                    .as(key)
                    .isNotBlank()
                    .doesNotContain("{", "}");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENGLISH")
    void nothingIsLeftInEnglish(Language language) {
        Properties english = Words.file(Language.ENGLISH);
        Properties other = Words.file(language);
        for (String key : english.stringPropertyNames()) {
            if (!SAME.contains(language.tag() + " " + key)) {
                assertThat(other.getProperty(key)).as(key).isNotEqualTo(english.getProperty(key));
            }
            // Words that none of the others has; a sentence that was copied has one of them.
            assertThat(other.getProperty(key))
                    .as(key)
                    .doesNotContainPattern("(?i)\\b(the|you|your|this|with|was|and|for|of|is|please)\\b");
        }
    }

    @Test
    void frenchMarksAreNotParted() {
        Properties french = Words.file(Language.FRENCH);
        french.forEach(
                (key, text) -> assertThat(text.toString()).as(key.toString()).doesNotContainPattern(" [:;?!]"));
    }

    @Test
    void templatesHaveNoTextOfTheirOwn() throws IOException {
        for (Path template : templates()) {
            String text = Files.readString(template)
                    .replaceAll("(?m)^@(import|param|template|if|elseif|else|endif|for|endfor).*$", "")
                    // Commands are the same in every language.
                    .replaceAll("<code>.*?</code>", "")
                    .replaceAll("\\$\\{[^}]*}", "")
                    .replaceAll("(?s)<[^>]*>", "")
                    .replaceAll("`\\)", "");
            assertThat(text).as(template.toString()).isBlank();
        }
    }

    @Test
    void everyTextIsUsed() throws IOException {
        StringBuilder users = new StringBuilder();
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/latchkey/server/page"))) {
            for (Path file : Stream.concat(sources, templates().stream()).toList()) {
                if (!file.endsWith("Text.java")) {
                    users.append(Files.readString(file));
                }
            }
        }
        assertThat(Text.values()).allSatisfy(text -> assertThat(users).containsPattern("\\b" + text + "\\b"));
    }

    private static List<Path> templates() throws IOException {
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            return files.toList();
        }
    }

    private static List<String> arguments(String text) {
        return ARGUMENT.matcher(text).results().map(MatchResult::group).collect(Collectors.toList());
    }
}
