package dev.latchkey.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.settings.PageSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contrasts of WCAG 2.2 AA: 4.5 for text, 3 for what a control is recognised by. */
class PaletteTest {

    private static final Pattern PROPERTY = Pattern.compile("--([a-z-]+): ?(#[0-9a-f]{3,6})");
    private static final String DARK = "prefers-color-scheme";

    private static final String STYLESHEET = new String(
            Looks.of(
                            URI.create("http://localhost"),
                            new PageSettings("Latchkey", null, "#4354d4", new PageSettings.Links(null, null, null)),
                            null)
                    .stylesheet()
                    .content(),
            StandardCharsets.UTF_8);

    record Scheme(Map<String, Colour> colours) {

        Colour get(String name) {
            return Objects.requireNonNull(colours.get(name), name);
        }
    }

    static Stream<Scheme> schemes() {
        String[] parts = STYLESHEET.split(DARK, 3);
        return Stream.of(properties(parts[0]), properties(parts[1]));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void theFixedColoursCanBeRead(Scheme scheme) {
        for (String background : new String[] {"page", "card", "inset"}) {
            for (String text : new String[] {"ink", "soft"}) {
                assertThat(scheme.get(text).contrast(scheme.get(background)))
                        .as(text + " on " + background)
                        .isGreaterThanOrEqualTo(4.5);
            }
        }
        assertThat(scheme.get("edge").contrast(scheme.get("card"))).isGreaterThanOrEqualTo(3);
        assertThat(scheme.get("danger").contrast(scheme.get("card"))).isGreaterThanOrEqualTo(4.5);
        assertThat(scheme.get("danger").contrast(scheme.get("danger-card"))).isGreaterThanOrEqualTo(4.5);
        assertThat(scheme.get("warning").contrast(scheme.get("warning-card"))).isGreaterThanOrEqualTo(4.5);
    }

    @Test
    void anyAccentCanBeRead() {
        Scheme light = schemes().toList().getFirst();
        Scheme dark = schemes().toList().getLast();
        Random random = new Random(1);
        Stream.concat(
                        Stream.of("#000000", "#ffffff", "#ffff00", "#0000ff", "#00ff00", "#ff0000", "#777777"),
                        random.ints(20_000, 0, 0x1000000).mapToObj("#%06x"::formatted))
                .map(Colour::parse)
                .forEach(accent -> {
                    check(accent, Palette.light(accent), light);
                    check(accent, Palette.dark(accent), dark);
                    assertThat(Palette.light(accent).fill()).isEqualTo(accent);
                    assertThat(Palette.dark(accent).fill().contrast(dark.get("card")))
                            .isGreaterThanOrEqualTo(3);
                });
    }

    private static void check(Colour accent, Palette palette, Scheme scheme) {
        assertThat(palette.onFill().contrast(palette.fill()))
                .as("text of " + accent)
                .isGreaterThanOrEqualTo(4.5);
        assertThat(palette.onFill().contrast(palette.hover()))
                .as("hover of " + accent)
                .isGreaterThanOrEqualTo(4.5);
        for (String background : new String[] {"page", "card", "inset"}) {
            assertThat(palette.text().contrast(scheme.get(background)))
                    .as("link of " + accent + " on " + background)
                    .isGreaterThanOrEqualTo(4.5);
        }
    }

    private static Scheme properties(String css) {
        return new Scheme(PROPERTY.matcher(css)
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> Colour.parse(six(match.group(2))))));
    }

    private static String six(String colour) {
        return colour.length() == 7 ? colour : colour.replaceAll("([0-9a-f])", "$1$1");
    }
}
