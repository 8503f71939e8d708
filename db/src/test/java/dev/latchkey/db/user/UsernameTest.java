package dev.latchkey.db.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class UsernameTest {

    @Test
    void namesThatLookAlikeToTheKeyboardAreOne() {
        assertThat(new Username("ALICE")).isEqualTo(new Username("alice"));
        assertThat(new Username("ａｌｉｃｅ")).isEqualTo(new Username("alice"));
        assertThat(new Username("re\u0301ne")).isEqualTo(new Username("réne"));
        assertThat(new Username("ﬁona")).isEqualTo(new Username("fiona"));
    }

    @Test
    void lowerCaseDoesNotDependOnTheMachinesLanguage() {
        assertThat(new Username("INFO").value()).isEqualTo("info");
    }

    @Test
    void normalisingTwiceChangesNothing() {
        for (String name : List.of("İstanbul", "ΑΣ", "ẞ", "ＡＢＣ", "\u1E9B\u0323", "Å", "a\u0301\u0323", "Ϋ́")) {
            Username once = new Username(name);
            assertThat(new Username(once.value())).as(name).isEqualTo(once);
        }
    }

    @Test
    void charactersThatDoNotShowAreRefused() {
        for (String name : List.of(
                "a b",
                "a\tb",
                "a\nb",
                "a\rb",
                "a\u001B[31mb",
                "a\0b",
                "a\u200Bb",
                "a\u202Eb",
                "a\u00A0b",
                "a\u2028b",
                "\uFEFFa",
                "a\u00ADb",
                "\uE000",
                "\uD800",
                "a\uDC00",
                "\u0378")) {
            assertRefused(name);
        }
    }

    @Test
    void emptyAndEndlessNamesAreRefused() {
        assertRefused("");
        assertRefused("a".repeat(129));
        assertRefused("a".repeat(1_000_000));
        assertThat(new Username("a".repeat(128)).value()).hasSize(128);
    }

    @Test
    void aNameThatGetsTooLongByNormalisingIsRefused() {
        // One character, eighteen after NFKC.
        assertRefused("\uFDFA".repeat(100));
    }

    @Test
    void aNameIsNotAnOption() {
        assertRefused("-rf");
        assertRefused("－rf");
        assertThat(new Username("a-b").value()).isEqualTo("a-b");
    }

    @Test
    void theMessageDoesNotRepeatTheName() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new Username("se\u001Bcret"))
                .withMessageNotContaining("cret");
    }

    private static void assertRefused(String name) {
        assertThatExceptionOfType(InvalidValueException.class)
                .as("refusing a name of %d characters", name.length())
                .isThrownBy(() -> new Username(name))
                .matches(e -> e.field().equals("username"));
    }
}
