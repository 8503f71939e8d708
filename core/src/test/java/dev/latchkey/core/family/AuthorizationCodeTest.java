package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.proof.Proofs;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuthorizationCodeTest {

    private static final Instant TIME = Instant.parse("2026-02-03T04:05:06.789012Z");
    private static final String URI = "https://app.example/callback";

    private final Proofs proofs = new Proofs(List.of(new byte[32]));

    private static AuthorizationCode code(@Nullable String nonce, Scopes scopes, @Nullable String claims) {
        return new AuthorizationCode(
                new UUID(0x0198a5f000007000L, 1),
                TIME,
                new AuthorizationCode.Grantor(new UUID(1, 2), new UUID(3, 4), 5, TIME.minusSeconds(60), 1),
                new AuthorizationCode.Grant(new UUID(6, 7), URI, new byte[32], nonce, scopes, claims));
    }

    @Test
    void everythingThatIsSealedIsThereAgain() {
        AuthorizationCode code = code("n-0S6 ü", Scopes.parse("openid read"), "{\"userinfo\":{}}");
        String text = code.seal(proofs).orElseThrow();
        assertThat(text).startsWith("lkc_").matches("[A-Za-z0-9_-]+");
        AuthorizationCode opened = AuthorizationCode.open(proofs, text).orElseThrow();
        assertThat(opened.familyId()).isEqualTo(code.familyId());
        assertThat(opened.issuedAt()).isEqualTo(TIME);
        assertThat(opened.grantor()).isEqualTo(code.grantor());
        assertThat(opened.grant()).usingRecursiveComparison().isEqualTo(code.grant());
        AuthorizationCode least = AuthorizationCode.open(
                        proofs, code(null, Scopes.NONE, null).seal(proofs).orElseThrow())
                .orElseThrow();
        assertThat(least.grant().nonce()).isNull();
        assertThat(least.grant().claims()).isNull();
        assertThat(least.grant().scopes()).isEqualTo(Scopes.NONE);
    }

    @Test
    void aCodeHasAtMost2048Characters() {
        int longest = 0;
        for (int length = 1000; length < 1600; length++) {
            var text = code("n".repeat(length), Scopes.NONE, null).seal(proofs);
            if (text.isPresent()) {
                longest = length;
                assertThat(text.get().length()).isLessThanOrEqualTo(2048);
                assertThat(AuthorizationCode.open(proofs, text.get())).isPresent();
            }
        }
        // A nonce of 512, and claims or scopes of 800 characters.
        assertThat(longest).isBetween(1312, 1400);
    }

    @Test
    void nothingElseIsACode() {
        String text = code("nonce", Scopes.parse("read"), null).seal(proofs).orElseThrow();
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            char[] changed = text.toCharArray();
            int place = random.nextInt(changed.length);
            char before = changed[place];
            changed[place] =
                    (char) (random.nextBoolean() ? random.nextInt(0x110) : changed[random.nextInt(changed.length)]);
            assertThat(AuthorizationCode.open(proofs, new String(changed)).isPresent())
                    .as("%s for %s at %s", changed[place], before, place)
                    .isEqualTo(changed[place] == before);
        }
        for (String other : List.of(
                "",
                "lkc_",
                text.substring(4),
                "lkr_" + text.substring(4),
                "LKC_" + text.substring(4),
                text + "A",
                text + " ",
                "lkc_" + "A".repeat(3000))) {
            assertThat(AuthorizationCode.open(proofs, other)).as(other).isEmpty();
        }
        byte[] other = new byte[32];
        other[31] = 1;
        assertThat(AuthorizationCode.open(new Proofs(List.of(other)), text)).isEmpty();
    }

    @Test
    void aCodePrintsNothingThatIsSealed() {
        assertThat(code("nonce", Scopes.NONE, null).toString()).doesNotContain("nonce", "1-2");
    }
}
