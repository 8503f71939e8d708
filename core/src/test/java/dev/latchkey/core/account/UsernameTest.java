package dev.latchkey.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.text.Normalizer;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void normalisingTwiceChangesNothingForAnyCharacter() {
        allCharacters(c -> {
            String character = Character.toString(c);
            for (String name : List.of(character, "a" + character, "i" + character + "\u0323", character + "Σ")) {
                Username once = username(name);
                if (once != null) {
                    assertThat(new Username(once.value())).as("U+%04X", c).isEqualTo(once);
                    assertThat(Normalizer.isNormalized(once.value(), Normalizer.Form.NFC))
                            .as("U+%04X", c)
                            .isTrue();
                    assertThat(Normalizer.isNormalized(once.value(), Normalizer.Form.NFKC))
                            .as("U+%04X", c)
                            .isTrue();
                }
            }
        });
    }

    /** Whatever is put into a name is seen there: no new name is invisible or equal to another but for such a character. */
    @Test
    void noCharacterHidesInANewName() {
        allCharacters(c -> {
            for (String name : List.of("demo" + Character.toString(c), Character.toString(c) + "demo")) {
                Username accepted = newUsername(name);
                if (accepted != null) {
                    assertThat(accepted.value().codePoints()).as("U+%04X", c).noneMatch(UsernameTest::isInvisible);
                    assertThat(UCharacter.hasBinaryProperty(
                                    accepted.value().codePointAt(0), UProperty.DEFAULT_IGNORABLE_CODE_POINT))
                            .isFalse();
                }
            }
        });
    }

    /** On threads with few frames: most characters are refused, and an exception costs what its stack trace has. */
    private static void allCharacters(IntConsumer test) {
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT).parallel().forEach(test);
    }

    private static boolean isInvisible(int c) {
        return UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
                || UCharacter.hasBinaryProperty(c, UProperty.WHITE_SPACE)
                || c == 0x2800;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo\uFE0F",
                "de\u034Fmo",
                "\u115Fdemo",
                "demo\u1160",
                "demo\u3164",
                "demo\uFFA0",
                "demo\u180B",
                "demo\u180D",
                "demo\u17B4",
                "demo\u17B5",
                "demo\uDB40\uDD00",
                "demo\uDB40\uDDEF",
                "demo\u2800",
                "\u2800",
                "\u3164",
                "demo\uD834\uDD59",
                "demo\u17D2",
                "ប្",
                "\u0301",
                "\u0301demo",
                "\u20DDdemo",
                "dem\u0301\u0323\u0301\u0301o",
                "ali\u0307ce",
                "ALİCE",
                "\u00A0demo",
                "de mo",
                "demo\u00A8"
            })
    void invisibleTwinsAreRefused(String name) {
        assertThat(newUsername(name)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "réne",
                "jürgen",
                "nguyễn",
                "ασης",
                "иван",
                "حسن",
                "דוד",
                "राम",
                "ខ្មែរ",
                "မြန်မာ",
                "ไทย",
                "日本語",
                "山田太郎",
                "ﾔﾏﾀﾞ",
                "한국",
                "a.b+c@example.com",
                "20261234",
                "\uD83D\uDE00",
                "4711"
            })
    void namesOfPeopleStayAllowed(String name) {
        assertThat(Username.forNewAccount(name).problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0198a5f0-1111-7222-8333-444455556666",
                "0198A5F0-1111-7222-8333-444455556666",
                "0198a5f0111172228333444455556666",
                "{0198a5f0-1111-7222-8333-444455556666}",
                "{0198a5f0111172228333444455556666}",
                "urn:uuid:0198a5f0-1111-7222-8333-444455556666",
                "URN:UUID:0198A5F0-1111-7222-8333-444455556666",
                "0198-a5f0-1111-7222-8333-4444-5555-6666",
                "００００００００-1111-7222-8333-444455556666",
                "00000000-0000-0000-0000-000000000000",
                "12345678901234567890123456789012"
            })
    void aNewNameIsNoId(String name) {
        assertThat(new Username(name).problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("UUID"));
        assertThat(newUsername(name)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20261234",
                "1234567890123456789012345678901",
                "beef",
                "0198a5f0-1111-7222-8333-44445555666",
                "{4711}"
            })
    void whatIsLessThanAnIdIsAName(String name) {
        assertThat(newUsername(name)).isNotNull();
    }

    @Test
    void anAccountKeepsANameThatIsNoLongerGivenOut() {
        assertThat(new Username("demo\uFE0F").value()).isEqualTo("demo\uFE0F");
        assertThat(new Username("0198A5F0-1111-7222-8333-444455556666").value()).startsWith("0198a5f0");
    }

    @Test
    void aSpaceIsCalledASpace() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new Username("Jane Doe"))
                .withMessageContaining("has a space")
                .withMessageContaining("jane.doe");
    }

    private static @Nullable Username username(String name) {
        try {
            return new Username(name);
        } catch (InvalidValueException e) {
            return null;
        }
    }

    private static @Nullable Username newUsername(String name) {
        try {
            return Username.forNewAccount(name);
        } catch (InvalidValueException e) {
            assertThat(e.field()).isEqualTo("username");
            return null;
        }
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
