package dev.latchkey.server.dpop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.core.once.SeenOnce;
import dev.latchkey.server.fixture.DpopKey;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.key.KeyDirectory;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nothing is accepted twice, whatever the clocks say and however many proofs there are. */
class ReplaysIT extends SharedServer {

    private static final DpopKey KEY = DpopKey.es256();
    private static final String PATH = "/oauth2/token";
    private static final URI ISSUER = URI.create("https://id.example");

    private static final class MovedClock implements InstantSource {

        private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final MovedClock clock = new MovedClock();
    private final KeyDirectory keys = server.bean(KeyDirectory.class);
    private final SeenOnce seen = server.database().requests().seenOnce();

    private ProofVerifier verifier() {
        return new ProofVerifier(keys, seen, clock, List.of(ISSUER));
    }

    private String proof(Instant iat, @Nullable String nonce) {
        return KEY.draft("POST", ISSUER + PATH)
                .claim("iat", iat.getEpochSecond())
                .claim("nonce", nonce)
                .sign();
    }

    /** Accepts a proof; null when it was accepted, or the failure. */
    private static @Nullable Failure accept(ProofVerifier verifier, String proof) {
        try {
            verifier.spend(java.util.Optional.of(verifier.verify(proof, "POST", PATH, null)));
            return null;
        } catch (Failure e) {
            return e;
        }
    }

    /** Each proof is sent again and again for eleven minutes, at two servers by turns. */
    @Test
    void withClocksUpToFiveMinutesOffNothingIsAcceptedTwice() {
        ProofVerifier[] servers = {verifier(), verifier()};
        Instant start = clock.now;
        int accepted = 0;
        for (int skew = -300; skew <= 300; skew += 10) {
            for (boolean withNonce : new boolean[] {false, true}) {
                clock.now = start;
                Failure first = withNonce ? accept(servers[0], proof(start.minusSeconds(600), null)) : null;
                String nonce = first == null ? null : first.getHeaders().getFirst("DPoP-Nonce");
                String proof = proof(start.plusSeconds(skew), nonce);
                int times = 0;
                for (int second = 0; second <= 660; second += 5) {
                    clock.now = start.plusSeconds(second);
                    times += accept(servers[second / 5 % 2], proof) == null ? 1 : 0;
                }
                assertThat(times).as("%d s ahead", skew).isLessThanOrEqualTo(1);
                assertThat(withNonce && times == 0)
                        .as("with a nonce it is accepted")
                        .isFalse();
                accepted += times;
            }
        }
        // With a nonce all of them; without one those that were not too old: their time comes, if they are ahead.
        assertThat(accepted).isEqualTo(61 + 37);
    }

    @Test
    void aNonceIsGoodForAMinute() {
        Nonces nonces = new Nonces(keys, clock);
        String nonce = nonces.make();
        clock.now = clock.now.plusSeconds(59);
        assertThat(accept(verifier(), proof(clock.now, nonce))).isNull();
        clock.now = clock.now.plusSeconds(1);
        Failure refused = Objects.requireNonNull(accept(verifier(), proof(clock.now, nonce)));
        assertThat(refused.code()).isEqualTo("use_dpop_nonce");
    }

    @Test
    void aFullStoreDemandsANonceAndNeverForgets() {
        Nonces nonces = new Nonces(keys, clock);
        Replays replays = new Replays(seen, nonces, clock, 20, 30);
        Proof first = made(false);
        replays.spend(first);
        for (int i = 1; i < 20; i++) {
            replays.spend(made(false));
        }
        long rows = seen.count();
        for (int i = 0; i < 1_000; i++) {
            assertThatExceptionOfType(RefusedProof.class)
                    .isThrownBy(() -> replays.spend(made(false)))
                    .matches(e -> e.code().equals("use_dpop_nonce"));
        }
        for (int i = 0; i < 10; i++) {
            replays.spend(made(true));
        }
        for (int i = 0; i < 1_000; i++) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> replays.spend(made(true)))
                    .matches(e -> e.getStatusCode().value() == 503);
        }
        assertThat(seen.count()).isEqualTo(rows + 10);
        // When those have expired there is room again.
        clock.now = clock.now.plus(Duration.ofSeconds(75));
        replays.spend(made(false));
        assertThatExceptionOfType(RefusedProof.class)
                .isThrownBy(() -> replays.spend(first))
                .matches(e -> e.code().equals("invalid_dpop_proof"));
    }

    private Proof made(boolean fresh) {
        return new Proof(KEY.jkt(), UUID.randomUUID().toString(), clock.now.plusSeconds(60), fresh);
    }
}
