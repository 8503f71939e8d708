package dev.latchkey.core.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.core.account.InvalidValueException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PasswordPolicyTest {

    private final PasswordPolicy policy = new PasswordPolicy(PasswordPolicy.DEFAULT_MIN_LENGTH);

    @Test
    void aLongUncommonPasswordIsTakenWhateverItsCharacters() {
        for (String password : List.of(
                "correct horse battery staple", "грибной суп вкусный", "🦊🦊🐻🐼🦁🐮🐷🐸🐵🐔🐧🐦", "xkqzvjwmpbtyf")) {
            assertThat(policy.check(password, null, null)).isEqualTo(password);
        }
    }

    @Test
    void theLengthIsCountedInCodePoints() {
        assertRefused("🦊🐻🐼🦁🐮🐷🐸🐵🐔🐧🐦");
        assertRefused("short-horse");
    }

    @Test
    void passwordsThatAGuesserTriesEarlyAreRefused() {
        for (String password : List.of(
                "password1234",
                "123456789012",
                "qwertyuiop123",
                "aaaaaaaaaaaaaaaa",
                "passwordpassword",
                "letmeinletmein")) {
            assertRefused(password);
        }
    }

    @Test
    void variationsOfThoseAreRefusedToo() {
        for (String password : List.of(
                "Password123!",
                "P@ssw0rd1234",
                "PASSWORD1234",
                "drowssap1234",
                "password-password",
                "pässwörd1234",
                "ｐａｓｓｗｏｒｄ１２３４",
                "Summer2024!!",
                "January2026!",
                "1qaz2wsx3edc",
                "zaq12wsxcde3",
                "1q2w3e4r5t6y",
                "qawsedrftgyh",
                "azertyuiop12",
                "йцукенгшщзхъ",
                "!@#$%^&*()_+",
                "147258369147",
                "acegikmoqsuw",
                "zyxwvutsrqpo",
                "abcabcabcabc",
                "121212121212",
                "111122223333",
                "000000000001",
                "ABCdef123456",
                "latchkey1234",
                "yekhctal1234",
                "L4tchk3y2026!")) {
            assertRefused(password);
        }
        for (String password : List.of(
                "alice1234567", "ecila1234567", "Alice.Smith1", "alicealice12", "4l1c3smith!!", "01011990alice")) {
            assertRefused(password, "alice.smith", null);
            assertRefused(password, null, "alice.smith@example.com");
        }
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new PasswordPolicy(12, List.of("auth.kestrelworks.example"))
                        .check("Kestrelworks1", null, null));
    }

    /** zxcvbn took a second for the first of these. */
    @Test
    void noPasswordTakesLong() {
        policy.check("correct horse battery staple", null, null);
        var threads = ManagementFactory.getThreadMXBean();
        for (String unit : List.of(
                "4@8({[<369!1|0$5+7%2",
                "a",
                "1",
                "abc",
                "19901990",
                "password",
                "1qaz2wsx",
                "\ufdfa",
                "\u0344",
                "\u1f82",
                "e\u0323\u0302\u0307",
                "🦊")) {
            String password = unit.repeat(PasswordPolicy.MAX_BYTES);
            for (int length : List.of(72, 85, 128, 256)) {
                String cut = password.substring(0, length);
                long least = Long.MAX_VALUE;
                for (int i = 0; i < 20; i++) {
                    long before = threads.getCurrentThreadCpuTime();
                    try {
                        policy.check(cut, "a".repeat(128), "a@" + "b.".repeat(125) + "c");
                    } catch (InvalidValueException e) {
                        // Most of them are.
                    }
                    least = Math.min(least, threads.getCurrentThreadCpuTime() - before);
                }
                assertThat(least / 1e6).as(length + " times " + unit).isLessThan(5);
            }
        }
    }

    @Test
    void aMinimumLengthMakesSense() {
        for (int length : new int[] {-1, 0, 257}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new PasswordPolicy(length));
        }
    }

    @Test
    void theNameAndTheAddressOfTheAccountAreNoPassword() {
        assertRefused("xkqzvjwmpbty", "xkqzvjwmpbty", null);
        assertRefused("xkqz@vjwm.pbty", null, "xkqz@vjwm.pbty");
        assertThat(policy.check("xkqzvjwmpbty", "alice", null)).isEqualTo("xkqzvjwmpbty");
    }

    @Test
    void aPasswordIsNeverCutOff() {
        String words = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich";
        String longest = words + "x".repeat(PasswordPolicy.MAX_BYTES - words.getBytes(StandardCharsets.UTF_8).length);
        assertThat(policy.check(longest, null, null)).isEqualTo(longest);
        assertRefused(longest + "x");
    }

    @Test
    void composedAndDecomposedLettersAreOnePassword() {
        assertThat(PasswordPolicy.normalise("cafe\u0301 au lait s'il vous plai\u0302t"))
                .isEqualTo(PasswordPolicy.normalise("café au lait s'il vous plaît"));
    }

    @Test
    void spacesAtTheEndsBelongToThePassword() {
        assertThat(PasswordPolicy.normalise(" secret ")).isEqualTo(" secret ");
    }

    @Test
    void compatibleLettersStayDifferent() {
        assertThat(PasswordPolicy.normalise("ﬁ")).isNotEqualTo(PasswordPolicy.normalise("fi"));
    }

    @Test
    void whatIsNotTextIsNoPassword() {
        for (String password : List.of("secret\0secret", "secret\uD800secret", "\uDC00")) {
            assertThatExceptionOfType(InvalidValueException.class)
                    .isThrownBy(() -> PasswordPolicy.normalise(password))
                    .withMessageNotContaining("secret");
        }
    }

    private void assertRefused(String password) {
        assertRefused(password, null, null);
    }

    private void assertRefused(String password, @Nullable String username, @Nullable String email) {
        assertThatExceptionOfType(InvalidValueException.class)
                .as(password)
                .isThrownBy(() -> policy.check(password, username, email))
                .withMessageNotContaining(password)
                .matches(e -> e.field().equals("password"));
    }
}
