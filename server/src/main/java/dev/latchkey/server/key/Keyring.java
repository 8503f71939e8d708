package dev.latchkey.server.key;

import com.nimbusds.jose.jwk.JWKSet;
import dev.latchkey.core.family.RefreshTokens;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyReading;
import dev.latchkey.core.key.KeyRecord;
import dev.latchkey.core.key.UnopenedKey;
import dev.latchkey.core.proof.Proofs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are not revoked.
 *
 * @param signing those of access tokens
 * @param refresh those of refresh tokens
 * @param unopened those that this server cannot use
 */
record Keyring(List<SigningKey> signing, List<KeyRecord> refresh, List<UnopenedKey> unopened) {

    static Keyring of(KeyReading reading) {
        List<SigningKey> signing = new ArrayList<>();
        List<KeyRecord> refresh = new ArrayList<>();
        List<UnopenedKey> unopened = new ArrayList<>(reading.unopened());
        for (KeyRecord key : reading.keys()) {
            if (key.algorithm() == KeyAlgorithm.HS256) {
                refresh.add(key);
            } else {
                try {
                    signing.add(SigningKey.of(key));
                } catch (RuntimeException e) {
                    unopened.add(key.unusable(String.valueOf(e.getMessage())));
                }
            }
        }
        return new Keyring(List.copyOf(signing), List.copyOf(refresh), List.copyOf(unopened));
    }

    /** The use of each key at a given time. */
    KeyPeriod at(Instant now, long edition) {
        List<SigningKey> published =
                signing.stream().filter(key -> !key.hasLeft(now)).toList();
        Map<KeyAlgorithm, SigningKey> active = new EnumMap<>(KeyAlgorithm.class);
        for (SigningKey key : published) {
            active.merge(
                    key.algorithm(),
                    key,
                    (one, other) -> isBetter(other.activeFrom(), one.activeFrom(), now) ? other : one);
        }
        // The one that is active makes the tokens, the others are still recognised, or already.
        List<KeyRecord> sorted = refresh.stream()
                .sorted((one, other) -> isBetter(one.activeFrom(), other.activeFrom(), now) ? -1 : 1)
                .toList();
        List<byte[]> hmacKeys = sorted.stream().map(KeyRecord::secretKey).toList();
        Map<KeyAlgorithm, Instant> activeSince = new EnumMap<>(KeyAlgorithm.class);
        active.forEach((algorithm, key) -> activeSince.put(algorithm, key.activeFrom()));
        sorted.stream().limit(1).forEach(key -> activeSince.put(key.algorithm(), key.activeFrom()));
        JWKSet jwkSet = new JWKSet(published.stream().map(SigningKey::publicJwk).toList());
        return new KeyPeriod(
                edition,
                until(now),
                published.stream().collect(Collectors.toUnmodifiableMap(SigningKey::kid, Function.identity())),
                active,
                activeSince,
                behind(activeSince, now),
                unopened.stream()
                        .filter(key -> !hasLeft(key, now))
                        .map(key -> key.id().toString())
                        .collect(Collectors.toUnmodifiableSet()),
                unopened.stream().anyMatch(key -> key.algorithmName().equals(KeyAlgorithm.HS256.name())),
                hmacKeys.isEmpty() ? null : new RefreshTokens(hmacKeys),
                hmacKeys.isEmpty() ? null : new Proofs(hmacKeys),
                jwkSet.toString(true));
    }

    private Instant until(Instant now) {
        return Stream.of(
                        signing.stream().flatMap(key -> Stream.of(key.activeFrom(), key.publishedUntil())),
                        refresh.stream().map(KeyRecord::activeFrom),
                        unopened.stream().flatMap(key -> Stream.of(key.activeFrom(), publishedUntil(key))))
                .flatMap(Function.identity())
                .filter(now::isBefore)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    private Set<KeyAlgorithm> behind(Map<KeyAlgorithm, Instant> activeSince, Instant now) {
        return unopened.stream()
                .filter(key -> !hasLeft(key, now) && !key.activeFrom().isAfter(now))
                .flatMap(key -> KeyAlgorithm.of(key.algorithmName()).stream()
                        .filter(algorithm -> isBehind(activeSince.get(algorithm), key, now)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isBehind(@Nullable Instant inUse, UnopenedKey key, Instant now) {
        return inUse == null || isBetter(key.activeFrom(), inUse, now);
    }

    private static boolean hasLeft(UnopenedKey key, Instant now) {
        return !now.isBefore(publishedUntil(key));
    }

    private static Instant publishedUntil(UnopenedKey key) {
        return Objects.requireNonNullElse(key.publishedUntil(), Instant.MAX);
    }

    /** The youngest that is active; where none is yet, the oldest. */
    private static boolean isBetter(Instant activeFrom, Instant than, Instant now) {
        boolean isActive = !activeFrom.isAfter(now);
        boolean otherIsActive = !than.isAfter(now);
        if (isActive != otherIsActive) {
            return isActive;
        }
        return isActive ? activeFrom.isAfter(than) : activeFrom.isBefore(than);
    }
}
