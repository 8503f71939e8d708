package dev.latchkey.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.core.key.KeyAlgorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NewClientTest {

    @Test
    void aClientIdIsVisibleAsciiWithoutAColon() {
        assertThat(named("https//app.example.com?a=b&c%41").clientId()).startsWith("https");
        for (String clientId : List.of("", "a b", "a:b", "-a", "é", "a\n", "a".repeat(129), "a\0")) {
            assertThatIllegalArgumentException().isThrownBy(() -> named(clientId));
        }
    }

    @Test
    void aNewClientIdIsNoId() {
        for (String clientId : List.of(
                "0198a5f0-1111-7222-8333-444455556666",
                "0198A5F0111172228333444455556666",
                "{0198a5f0-1111-7222-8333-444455556666}")) {
            assertThat(named(clientId).clientId())
                    .as("an older client keeps it")
                    .isEqualTo(clientId);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> named(clientId).requireNew());
        }
        assertThat(named("12345678").requireNew().clientId()).isEqualTo("12345678");
    }

    @Test
    void aSecretFromElsewhereIsLongAndRandom() {
        String secret = "Zr8-q2Lw9xT1mK4vB7nC6yH3sD5fG0jP";
        assertThat(ClientSecret.hashGiven(secret)).isEqualTo(ClientSecret.hash(secret));
        for (String bad : List.of(
                secret.substring(1),
                "a".repeat(32),
                "ab".repeat(20),
                secret.replace('q', ' '),
                secret + "é",
                secret.repeat(9))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ClientSecret.hashGiven(bad))
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(bad));
        }
        String hex = HexFormat.of().formatHex(ClientSecret.hash(secret));
        assertThat(ClientSecret.parseHash("sha256:" + hex)).isEqualTo(ClientSecret.hash(secret));
        for (String bad : List.of(
                "", hex, "sha256:", "sha256:" + hex + "00", "sha512:" + hex, "sha256:" + hex.replace('a', 'g') + "z")) {
            assertThatIllegalArgumentException().isThrownBy(() -> ClientSecret.parseHash(bad));
        }
    }

    @Test
    void aPublicClientHasNoClientCredentials() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client("app", false, EnumSet.of(GrantType.CLIENT_CREDENTIALS), List.of(), null));
    }

    @Test
    void aPublicClientNeedsAGrantAndOneThatOnlyIntrospectsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> client("app", false, Set.of(), List.of(), null));
        assertThat(client("gateway", true, Set.of(), List.of(), null).grantTypes())
                .isEmpty();
    }

    @Test
    void accessTokensAreNotSignedWithASharedSecret() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client("app", true, EnumSet.of(GrantType.PASSWORD), List.of(), KeyAlgorithm.HS256));
    }

    @Test
    void anAudienceIsVisibleAscii() {
        for (String audience : List.of("", " ", "a b", "é", "a\n")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client("app", true, EnumSet.of(GrantType.PASSWORD), List.of(audience), null));
        }
    }

    @Test
    void lifetimesHaveLimits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Lifetimes(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(1), Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Lifetimes(Duration.ofDays(2), Duration.ofDays(1), Duration.ofDays(1), Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Lifetimes(
                        Duration.ofMinutes(5), Duration.ofDays(1), Duration.ofDays(1), Duration.ofSeconds(-1)));
    }

    @Test
    void anExpiredSecretMatchesNothing() {
        byte[] hash = ClientSecret.hash("lks_secret");
        Instant end = Instant.parse("2026-01-01T00:00:00Z");
        ClientSecret secret = new ClientSecret(hash, end);
        assertThat(secret.matches(hash, end.minusMillis(1))).isTrue();
        assertThat(secret.matches(hash, end)).isFalse();
        assertThat(secret.matches(ClientSecret.hash("lks_other"), end.minusMillis(1)))
                .isFalse();
    }

    private static NewClient named(String clientId) {
        return client(clientId, true, EnumSet.of(GrantType.PASSWORD), List.of(), null);
    }

    private static NewClient client(
            String clientId,
            boolean confidential,
            Set<GrantType> grants,
            List<String> audiences,
            @Nullable KeyAlgorithm algorithm) {
        return (confidential ? NewClient.confidential(clientId) : NewClient.publicClient(clientId))
                .grants(grants)
                .audiences(audiences)
                .signingAlgorithm(algorithm)
                .build();
    }
}
