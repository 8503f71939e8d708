package dev.latchkey.db.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.db.key.KeyAlgorithm;
import dev.latchkey.db.token.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
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
    void aPublicClientHasNoClientCredentials() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client("app", false, EnumSet.of(GrantType.CLIENT_CREDENTIALS), List.of(), null));
    }

    @Test
    void aClientNeedsAGrant() {
        assertThatIllegalArgumentException().isThrownBy(() -> client("app", true, Set.of(), List.of(), null));
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
        return new NewClient(
                clientId, null, confidential, grants, Scopes.NONE, audiences, List.of(), algorithm, Lifetimes.DEFAULT);
    }
}
