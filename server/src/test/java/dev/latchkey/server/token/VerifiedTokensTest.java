package dev.latchkey.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {

    private static final AccessToken GENUINE = new AccessToken(
            new UUID(1, 2),
            "app",
            "app",
            null,
            null,
            Scopes.NONE,
            List.of(),
            Map.of(),
            Instant.EPOCH,
            Instant.EPOCH,
            Actors.NONE,
            null,
            null);

    private final VerifiedTokens tokens = new VerifiedTokens();
    private final List<String> verified = new ArrayList<>();

    @Test
    void whatWasGenuineIsNotVerifiedAgainUntilTheKeysChange() {
        assertThat(get("a", 1)).contains(GENUINE);
        assertThat(get("a", 1)).contains(GENUINE);
        assertThat(get("b", 1)).contains(GENUINE);
        assertThat(verified).containsExactly("a", "b");
        assertThat(get("a", 2)).contains(GENUINE);
        assertThat(verified).containsExactly("a", "b", "a");
    }

    @Test
    void whatWasForgedIsVerifiedEachTime() {
        assertThat(get("forged", 1)).isEmpty();
        assertThat(get("forged", 1)).isEmpty();
        assertThat(verified).hasSize(2);
    }

    @Test
    void noMoreThanTwoThousandAreRemembered() {
        for (int i = 0; i < 2_001; i++) {
            assertThat(get("t" + i, 1)).isPresent();
        }
        verified.clear();
        assertThat(get("t2000", 1)).isPresent();
        assertThat(get("t0", 1)).isPresent();
        assertThat(verified).containsExactly("t0");
    }

    private Optional<AccessToken> get(String token, long keys) {
        return tokens.get(token, keys, wanted -> {
            verified.add(wanted);
            return wanted.equals("forged") ? Optional.empty() : Optional.of(GENUINE);
        });
    }
}
