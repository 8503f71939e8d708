package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which Ed25519 keys are keys without a private one. */
class EdwardsKeysTest {

    /** The points of order 4, 1, 8, 8 and 2, and 0 and 1 in their other encoding; each also with the other sign of x. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void thoseOfSmallOrderAre(String hex) {
        byte[] key = HexFormat.of().parseHex(hex);
        assertThat(EdwardsKeys.isWeak(key)).isTrue();
        key[31] ^= (byte) 0x80;
        assertThat(EdwardsKeys.isWeak(key)).isTrue();
    }

    @Test
    void aKeyOfAGeneratorIsNot() throws Exception {
        byte[] encoded = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        assertThat(EdwardsKeys.isWeak(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
                .isFalse();
    }
}
