package dev.latchkey.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, ENGLISH",
                "-, '', ENGLISH",
                "-, de, GERMAN",
                "-, de-AT, GERMAN",
                "-, DE_at, GERMAN",
                "-, 'it, fr;q=0.8, en;q=0.5', FRENCH",
                "-, 'en;q=0.5, es;q=0.9', SPANISH",
                "-, 'fr;q=0.7, de;q=0.7', FRENCH",
                "-, 'de;q=0, es;q=0.1', SPANISH",
                "-, 'de;q=2, es;q=0.1', SPANISH",
                "-, 'de;q=NaN, fr;q=1e9, es ; Q=0.1', SPANISH",
                "-, '*', ENGLISH",
                "-, 'den', ENGLISH",
                "-, ',;,;;q=,de', GERMAN",
                "fr de, es, FRENCH",
                "it-IT es-MX fr, de, SPANISH",
                "it, de, GERMAN",
                "'  fr', de, FRENCH"
            })
    void theFirstOneThatThereIs(String uiLocales, String acceptLanguage, Language expected) {
        assertThat(Language.choose(uiLocales, acceptLanguage)).isEqualTo(expected);
    }

    @Test
    @Timeout(5)
    void whatIsBeyondTheBoundIsNotRead() {
        assertThat(Language.choose(null, "it,".repeat(20) + "de")).isEqualTo(Language.ENGLISH);
        assertThat(Language.choose(null, "it,".repeat(19) + "de")).isEqualTo(Language.GERMAN);
        assertThat(Language.choose("de" + "e".repeat(5_000_000), " ".repeat(5_000_000) + ",fr"))
                .isEqualTo(Language.ENGLISH);
    }

    @Test
    void lengthsOfTimeAreRoundedUp() {
        Words words = Words.in(Language.ENGLISH);
        assertThat(words.length(Duration.ZERO)).isEqualTo("one second");
        assertThat(words.length(Duration.ofMillis(1_001))).isEqualTo("2 seconds");
        assertThat(words.length(Duration.ofSeconds(60))).isEqualTo("60 seconds");
        assertThat(words.length(Duration.ofSeconds(61))).isEqualTo("2 minutes");
        assertThat(Words.in(Language.GERMAN).length(Duration.ofMinutes(15))).isEqualTo("15 Minuten");
    }
}
