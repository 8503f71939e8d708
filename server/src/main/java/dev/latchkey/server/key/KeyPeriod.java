package dev.latchkey.server.key;

import dev.latchkey.core.family.RefreshTokens;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.proof.Proofs;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds until the next moment at which a key begins to sign or is no longer published.
 *
 * @param active the key that signs, by its algorithm
 * @param activeSince from when it does; here with that of refresh tokens
 * @param behind the algorithms for which an older key is used than should be, or none, because the right one is left out
 * @param leftOutKids of published keys that cannot be opened
 * @param refreshKeyLeftOut whether a key for refresh tokens and proofs is left out
 * @param refreshTokens null when there is no key for them
 * @param proofs null when there is no key for them
 * @param jwkSet the public keys, in JSON
 */
record KeyPeriod(
        long edition,
        Instant until,
        Map<String, SigningKey> byKid,
        Map<KeyAlgorithm, SigningKey> active,
        Map<KeyAlgorithm, Instant> activeSince,
        Set<KeyAlgorithm> behind,
        Set<String> leftOutKids,
        boolean refreshKeyLeftOut,
        @Nullable RefreshTokens refreshTokens,
        @Nullable Proofs proofs,
        String jwkSet) {}
