package dev.latchkey.db.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
