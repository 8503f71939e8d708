package dev.latchkey.core.factor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TotpTest {

    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 6238, appendix B, whose codes have eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void theCodesAreThoseOfTheRfc(long time, String code) {
        assertThat(Totp.step(SECRET, code, Instant.ofEpochSecond(time))).hasValue(time / 30);
    }

    @ParameterizedTest
    @CsvSource({"-60, false", "-31, false", "-30, true", "-1, true", "0, true", "29, true", "59, true", "60, false"})
    void aClockMayBeOneStepEarlyOrLate(long late, boolean good) {
        Instant now = Instant.ofEpochSecond(1_234_567_890L + late);
        assertThat(Totp.step(SECRET, "005924", now).isPresent()).isEqualTo(good);
    }

    @ParameterizedTest
    @ValueSource(strings = {"005 924", " 005924 ", "005-924"})
    void aCodeMayBeGrouped(String code) {
        assertThat(Totp.step(SECRET, code, Instant.ofEpochSecond(1_234_567_890L)))
                .hasValue(41152263);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5924",
                "0005924",
                "005924\u0000",
                "\u0660\u0660\u0665\u0669\u0662\u0664",
                "\uff10\uff10\uff15\uff19\uff12\uff14",
                "\ud800",
                "005924,",
                "0x1724",
                "+05924",
                "00592\u0130",
                "999999"
            })
    void nothingElseIsACode(String code) {
        assertThat(Totp.step(SECRET, code, Instant.ofEpochSecond(1_234_567_890L)))
                .isEmpty();
        assertThat(Totp.step(SECRET, code.repeat(5000), Instant.ofEpochSecond(1_234_567_890L)))
                .isEmpty();
    }

    /** RFC 4648, section 10, as far as nothing has to be filled up. */
    @Test
    void secretsAreTypedInBase32() {
        assertThat(Totp.text("fooba".getBytes(StandardCharsets.US_ASCII))).isEqualTo("MZXW6YTB");
        assertThat(Totp.text(Totp.newSecret())).hasSize(32);
    }

    @Test
    void recoveryCodesHaveEightyBitsAndAreAllDifferent() {
        var codes = RecoveryCodes.generate();
        assertThat(new HashSet<>(codes)).hasSize(10);
        assertThat(codes).allMatch(code -> code.matches("([a-z2-7]{4}-){3}[a-z2-7]{4}"));
        assertThat(RecoveryCodes.hash(" ABCD efgh-ijkl mnop")).isEqualTo(RecoveryCodes.hash("abcd-efgh-ijkl-mnop"));
    }
}
