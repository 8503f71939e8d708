package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import java.util.List;
import org.junit.jupiter.api.Test;

class PkceTest {

    private static final byte[] CHALLENGE = Pkce.challenge(Accounts.CHALLENGE).orElseThrow();

    @Test
    void theVerifierOfTheRfcMeetsItsChallenge() {
        assertThat(Pkce.isMet(CHALLENGE, Accounts.VERIFIER)).isTrue();
        assertThat(Pkce.isMet(CHALLENGE, Accounts.VERIFIER.substring(1) + "A")).isFalse();
    }

    /** CVE-2024-22258: one without the other is a downgrade. */
    @Test
    void aChallengeAndAVerifierComeTogetherOrNotAtAll() {
        assertThat(Pkce.isMet(CHALLENGE, null)).isFalse();
        assertThat(Pkce.isMet(null, Accounts.VERIFIER)).isFalse();
        assertThat(Pkce.isMet(null, null)).isTrue();
    }

    @Test
    void aVerifierHas43To128UnreservedCharacters() {
        for (int length : List.of(43, 128)) {
            String verifier = "a-._~9Z".repeat(20).substring(0, length);
            assertThat(Pkce.isMet(Pkce.sha256(verifier), verifier)).isTrue();
        }
        for (String verifier : List.of(
                "",
                "a".repeat(42),
                "a".repeat(129),
                "a".repeat(42) + "é",
                "a".repeat(43) + "\n",
                "a".repeat(42) + "+")) {
            assertThat(Pkce.isMet(Pkce.sha256(verifier), verifier)).as(verifier).isFalse();
        }
    }

    @Test
    void aChallengeIsTheBase64urlOf32Bytes() {
        for (String text : List.of(
                "",
                "a".repeat(42),
                "a".repeat(44),
                "a".repeat(43),
                Accounts.CHALLENGE.substring(1) + "=",
                Accounts.CHALLENGE.replace('-', '+'),
                Accounts.CHALLENGE.substring(1) + "N",
                Accounts.CHALLENGE + "=")) {
            assertThat(Pkce.challenge(text)).as(text).isEmpty();
        }
    }
}
