package dev.latchkey.admin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.admin.command.Failure;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file means, and what is refused because it may mean something else than it seems to. */
class YamlReaderTest {

    private static Object read(String text) {
        return YamlReader.read("it.yaml", Path.of(""), text).plain();
    }

    private static void refuses(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(Failure.class).hasMessageStartingWith(message);
    }

    @Test
    void scalarsAreThoseOfYaml12() {
        assertThat(read("""
                        country: no
                        rotation: off
                        truth: true
                        number: 12
                        decimal: -1.5
                        nothing:
                        also: ~
                        quoted: '12'
                        time: 2027-01-31T00:00:00Z
                        list: [a, 1, null]
                        """))
                .hasToString("{country=no, rotation=off, truth=true, number=12, decimal=-1.5, nothing=null, also=null,"
                        + " quoted=12, time=2027-01-31T00:00:00Z, list=[a, 1, null]}")
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("number", 12L)
                .containsEntry("quoted", "12")
                .containsEntry("decimal", new BigDecimal("-1.5"))
                .containsEntry("truth", true);
    }

    @Test
    void jsonIsYamlAlsoWithTabs() {
        assertThat(read("{\n\t\"version\": 1,\n\t\"text\": \"a\\u00e9\\/\\n\",\n\t\"list\": [\n\t\ttrue\n\t]\n}\n"))
                .isEqualTo(Map.of("version", 1L, "text", "aé/\n", "list", List.of(true)));
    }

    @Test
    void aNameThatComesTwiceIsRefused() {
        refuses("a: 1\nb: 2\na: 3\n", "it.yaml:3:1: 'a' is here twice, first in line 1.");
        refuses("{\"x\": {\"a\": 1, \"a\": 2}}", "it.yaml:1:16: 'a' is here twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: !!binary aGk=", "a: !x {}", "a: !y [1]", "!z a: 1", "a: !!java.net.URL [x]", "a: ! b"})
    void tagsAreRefused(String text) {
        assertThatThrownBy(() -> read(text)).hasMessageContaining("Tags such as");
    }

    @Test
    void anAliasStandsForItsValue() {
        assertThat(read("a: &x [1, 2]\nb: *x\n")).isEqualTo(Map.of("a", List.of(1L, 2L), "b", List.of(1L, 2L)));
        refuses("a: *x\n", "it.yaml:1:4: There is no value &x before *x.");
    }

    @Test
    void nothingContainsItself() {
        refuses("a: &x [1, *x]\n", "it.yaml:1:11: There is no value &x before *x.");
    }

    /** Nine lines that stand for a billion values. */
    @Test
    void aliasesAreBounded() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(10, alias))));
        }
        assertThatThrownBy(() -> read(bomb.toString())).hasMessageContaining("at most 100000 values");
    }

    @Test
    void depthIsBounded() {
        refuses(
                "a: " + "[".repeat(50) + "]".repeat(50),
                "it.yaml:1:24: Lists and objects are nested more than 20 deep.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# only a comment\n", "---\n", "--- ~\n", "null\n"})
    void anEmptyFileIsRefused(String text) {
        refuses(text, "it.yaml: The file is empty.");
    }

    @Test
    void oneDocumentAFile() {
        refuses("a: 1\n---\nb: 2\n", "it.yaml: The file has more than one document.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]           | it.yaml:1:1: A configuration begins with",
                "text          | it.yaml:1:1: A configuration begins with",
                "? [a] : b     | it.yaml:1:3: The name of a field is a text.",
                "a: 0x10       | it.yaml:1:4: Write numbers with decimal digits",
                "a: .inf       | it.yaml:1:4: Write numbers with decimal digits",
                "a: 1234567890123456789 | it.yaml:1:4: The number has more than 18 digits",
                "a: 1e999999999 | it.yaml:1:4: The number has more than 18 digits",
                "a: -1e-99999999999 | it.yaml:1:4: The number has more than 18 digits",
                "a: [1         | it.yaml:",
                "a: b: c       | it.yaml:1:5: This is no YAML:",
            })
    void errorsNameLineAndColumn(String text, String message) {
        refuses(text, message);
    }
}
