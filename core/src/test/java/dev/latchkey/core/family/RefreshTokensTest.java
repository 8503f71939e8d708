package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RefreshTokensTest {

    private static final UUID FAMILY = UUID.fromString("0198a5f0-0000-7000-8000-000000000001");
    private static final UUID CLIENT = UUID.fromString("0198a5f0-0000-7000-8000-000000000002");

    private final RefreshTokens tokens = new RefreshTokens(List.of(key(1)));

    @Test
    void aTokenTellsItsFamilyAndGeneration() {
        RefreshToken token = parse(tokens.issue(FAMILY, 41, CLIENT));
        assertThat(token.familyId()).isEqualTo(FAMILY);
        assertThat(token.generation()).isEqualTo(41);
        assertThat(tokens.isAuthentic(token, CLIENT)).isTrue();
    }

    @Test
    void theSameGenerationIsTheSameTokenAgain() {
        assertThat(tokens.issue(FAMILY, 7, CLIENT)).isEqualTo(tokens.issue(FAMILY, 7, CLIENT));
        assertThat(tokens.issue(FAMILY, 7, CLIENT)).isNotEqualTo(tokens.issue(FAMILY, 8, CLIENT));
    }

    @Test
    void anotherClientsTokenIsNotAuthentic() {
        UUID other = UUID.fromString("0198a5f0-0000-7000-8000-000000000003");
        assertThat(tokens.isAuthentic(parse(tokens.issue(FAMILY, 0, CLIENT)), other))
                .isFalse();
    }

    @Test
    void aTokenMadeWithAnotherKeyIsNotAuthentic() {
        RefreshToken foreign = parse(new RefreshTokens(List.of(key(2))).issue(FAMILY, 0, CLIENT));
        assertThat(tokens.isAuthentic(foreign, CLIENT)).isFalse();
    }

    @Test
    void olderKeysAreRecognisedAndTheFirstOneMakesTokens() {
        RefreshTokens rotated = new RefreshTokens(List.of(key(2), key(1)));
        assertThat(rotated.isAuthentic(parse(tokens.issue(FAMILY, 3, CLIENT)), CLIENT))
                .isTrue();
        assertThat(rotated.issue(FAMILY, 3, CLIENT))
                .isEqualTo(new RefreshTokens(List.of(key(2))).issue(FAMILY, 3, CLIENT));
    }

    @Test
    void noBitOfATokenCanBeChanged() {
        byte[] bytes =
                Base64.getUrlDecoder().decode(tokens.issue(FAMILY, 5, CLIENT).substring(RefreshToken.PREFIX.length()));
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] forged = bytes.clone();
            forged[bit / 8] ^= (byte) (1 << (bit % 8));
            String text = RefreshToken.PREFIX
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
            boolean accepted = RefreshToken.parse(text)
                    .map(token -> tokens.isAuthentic(token, CLIENT))
                    .orElse(false);
            assertThat(accepted).as("bit %d flipped", bit).isFalse();
        }
    }

    @Test
    void whatDoesNotHaveTheFormOfATokenIsNone() {
        String token = tokens.issue(FAMILY, 0, CLIENT);
        for (String text : List.of(
                "",
                "lkr_",
                token.substring(4),
                token + "A",
                token + "=",
                token.substring(0, token.length() - 1),
                " " + token,
                "LKR_" + token.substring(4),
                token.substring(0, token.length() - 1) + "+",
                token.substring(0, token.length() - 1) + "é",
                token.substring(0, token.length() - 1) + "\n")) {
            assertThat(RefreshToken.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void aNegativeGenerationIsNoToken() {
        assertThat(RefreshToken.parse(tokens.issue(FAMILY, -1, CLIENT))).isEmpty();
        assertThat(RefreshToken.parse(tokens.issue(FAMILY, Integer.MAX_VALUE, CLIENT)))
                .isPresent();
    }

    @Test
    void thereIsAlwaysAKey() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RefreshTokens(List.of()));
    }

    private static RefreshToken parse(String text) {
        return RefreshToken.parse(text).orElseThrow();
    }

    private static byte[] key(int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        return key;
    }
}
