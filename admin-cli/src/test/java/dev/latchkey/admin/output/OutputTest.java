package dev.latchkey.admin.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.admin.terminal.Terminal.Person;
import dev.latchkey.core.text.Durations;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutputTest {

    private record Thing(String name, @Nullable Instant at, Duration life, List<String> parts, boolean good) {}

    private static final Shape<Thing> SHAPE = Shape.of("thing", Thing::name)
            .column("name", Kind.STRING, "", Thing::name)
            .column("at", Kind.TIME, "", Thing::at)
            .column("life", Kind.SECONDS, "", Thing::life)
            .column("parts", Kind.STRINGS, "", Thing::parts)
            .column("status", Kind.STATE, "", thing -> thing.good() ? "active" : "disabled")
            .field("good", Kind.BOOLEAN, "", Thing::good);

    private static final List<Thing> THINGS = List.of(
            new Thing(
                    "plain",
                    Instant.parse("2026-11-23T14:02:30.987Z"),
                    Duration.ofMinutes(90),
                    List.of("a", "b"),
                    true),
            new Thing("\"q\",\t\u001b[1m\u202eé", null, Duration.ZERO, List.of(), false));

    private static String print(Format format, Person person, List<Thing> things) {
        var out = new ByteArrayOutputStream();
        var terminal = new Terminal(
                InputStream.nullInputStream(), out, OutputStream.nullOutputStream(), person, prompt -> null);
        new Output(terminal, format, true).list(SHAPE, things);
        terminal.deliver();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String print(Format format) {
        return print(format, Person.NONE, THINGS);
    }

    @Test
    void tableIsAlignedAndEscaped() {
        assertThat(print(Format.table)).isEqualTo("""
                NAME                    AT                    LIFE   PARTS  STATUS
                plain                   2026-11-23T14:02:30Z  1h30m  a b    active
                "q",\\t\\u001b[1m\\u202eé  -                     0s     -      disabled
                """);
    }

    @Test
    void tabSeparatedHasNoHeadingAndIsEscaped() {
        assertThat(print(Format.tsv)).isEqualTo("""
                plain\t2026-11-23T14:02:30Z\t1h30m\ta b\tactive
                "q",\\t\\u001b[1m\\u202eé\t\t0s\t\tdisabled
                """);
    }

    @Test
    void jsonIsExactAndOneLineEach() {
        assertThat(print(Format.json)).isEqualTo("""
                [
                {"name":"plain","at":"2026-11-23T14:02:30Z","life":5400,"parts":["a","b"],"status":"active","good":true},
                {"name":"\\"q\\",\\t\\u001b[1m\\u202eé","at":null,"life":0,"parts":[],"status":"disabled","good":false}
                ]
                """.replace("\\u001b", "\\u001B"));
        assertThat(print(Format.json, Person.NONE, List.of())).isEqualTo("[]\n");
    }

    @Test
    void jsonLinesAreTheSameWithoutTheArray() {
        assertThat(print(Format.jsonl))
                .isEqualTo(print(Format.json).replaceAll("^\\[\n|\n]\n$", "").replace("},\n", "}\n") + "\n");
        assertThat(print(Format.jsonl, Person.NONE, List.of())).isEmpty();
    }

    @Test
    void csvIsExactAndQuoted() {
        assertThat(print(Format.csv))
                .isEqualTo("name,at,life,parts,status,good\nplain,2026-11-23T14:02:30Z,5400,a b,active,true\n"
                        + "\"\"\"q\"\",\t\u001b[1m\u202eé\",,0,,disabled,false\n");
    }

    @Test
    void aSpreadsheetGetsNoFormula() {
        for (String begin : List.of("=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20")) {
            var thing = new Thing(begin + "1", null, Duration.ZERO, List.of(begin + "2", "b"), true);
            assertThat(csv(thing, false)).as("data stay data").doesNotContain("'");
            assertThat(csv(thing, true)).contains("'" + begin + "1").contains("'" + begin + "2 b");
        }
        assertThat(csv(THINGS.getFirst(), true)).isEqualTo(csv(THINGS.getFirst(), false));
        assertThat(csv(new Thing("a=b", null, Duration.ZERO, List.of(), true), true))
                .contains("\na=b,");
    }

    private static String csv(Thing thing, boolean spreadsheet) {
        var out = new ByteArrayOutputStream();
        var terminal = new Terminal(
                InputStream.nullInputStream(), out, OutputStream.nullOutputStream(), Person.NONE, prompt -> null);
        new Output(terminal, Format.csv, true, spreadsheet).list(SHAPE, List.of(thing));
        terminal.deliver();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatDoesNotShowIsEscaped() {
        List<Thing> things = List.of(new Thing(
                "\u0301a\uFE0F\u3164\u2800\u00A0b \u0301\uDB40\uDD00é\u0323", null, Duration.ZERO, List.of(), true));
        assertThat(print(Format.tsv, Person.NONE, things))
                .startsWith("\\u0301a\\ufe0f\\u3164\\u2800\\u00a0b \\u0301\\udb40\\udd00é\u0323\t");
        assertThat(print(Format.jsonl, Person.NONE, things))
                .contains("a\\ufe0f\\u3164\\u2800\\u00a0b", "\\udb40\\udd00")
                .doesNotContain("\uDB40");
    }

    @Test
    void idIsTheIdOnly() {
        assertThat(print(Format.id, Person.NONE, THINGS.subList(0, 1))).isEqualTo("plain\n");
    }

    @Test
    void coloursAreForTerminalsOnly() {
        Person likesColours = new Person(true, true, true, true);
        Person doesNot = new Person(true, true, true, false);
        Person pipes = new Person(true, false, true, true);
        assertThat(print(Format.table, likesColours, THINGS))
                .contains("\u001b[32mactive\u001b[0m", "\u001b[31mdisabled\u001b[0m");
        assertThat(print(Format.table, doesNot, THINGS)).isEqualTo(print(Format.table));
        assertThat(print(Format.table, pipes, THINGS)).isEqualTo(print(Format.table));
        assertThat(print(Format.json, likesColours, THINGS)).isEqualTo(print(Format.json));
    }

    @Test
    void aLongTableStreamsInTheWidthsOfItsBeginning() {
        List<Thing> many = IntStream.range(0, 1_000)
                .mapToObj(i -> new Thing("n" + i, null, Duration.ZERO, List.of(), true))
                .toList();
        assertThat(print(Format.table, Person.NONE, many)).hasLineCount(1_001).contains("n999  -");
    }

    @Test
    void lengthsOfTimeAreReadAsTheyAreWritten() {
        for (String text : List.of("90s", "5m", "24h", "30d", "1h30m", "0", "2w")) {
            assertThat(Durations.parse(Durations.format(Durations.parse(text)))).isEqualTo(Durations.parse(text));
        }
        assertThat(Durations.parse("1h30m")).isEqualTo(Duration.ofMinutes(90));
        for (String text : List.of("", "5", "m", "-5m", "5 m", "1.5h", "PT5M", "9999999999d", "5m ")) {
            assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
