package dev.latchkey.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.proof.Proofs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProvedPasswordTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final FormPlace HERE = new FormPlace("cookie", "/sign-in", "client_id=app");

    private final Proofs proofs = new Proofs(List.of(new byte[32]));
    private final ProvedPassword proved = new ProvedPassword(UUID.randomUUID(), 7, true, NOW);
    private final String value = proved.write(proofs, HERE);

    @Test
    void itIsGoodForFiveMinutes() {
        Instant last = NOW.plus(Duration.ofMinutes(5)).minusMillis(1);
        assertThat(ProvedPassword.read(proofs, HERE, last, value)).contains(proved);
        assertThat(ProvedPassword.read(proofs, HERE, last.plusMillis(1), value)).isEmpty();
    }

    @Test
    void itIsGoodInOneBrowserForOneQuery() {
        for (FormPlace other : List.of(
                new FormPlace("other", "/sign-in", "client_id=app"),
                new FormPlace("cookie", "/sign-in", "client_id=other"),
                new FormPlace("cookie", "/sign-in", ""))) {
            assertThat(ProvedPassword.read(proofs, other, NOW, value)).isEmpty();
        }
        Proofs others = new Proofs(List.of(new byte[] {1}));
        assertThat(ProvedPassword.read(others, HERE, NOW, value)).isEmpty();
    }

    @Test
    void itIsShortAndTellsNothing() {
        assertThat(value).hasSizeLessThan(200).doesNotContain(proved.userId().toString());
    }
}
