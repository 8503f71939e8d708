package dev.latchkey.core.key;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The keys that are not revoked, as one master key opens them.
 *
 * @param keys those that it opens, oldest first
 * @param unopened the others
 */
public record KeyReading(List<KeyRecord> keys, List<UnopenedKey> unopened) {

    private boolean opens(UUID id) {
        return keys.stream().anyMatch(key -> key.id().equals(id));
    }

    /**
     * Whether a new key may be sealed with this master key, so that the other servers can open it: it opens the newest of
     * those that are there. One row may be damaged: when it is the newest, the master key has to open all others.
     *
     * @param all the keys that are there
     * @return a key that speaks against it; empty when nothing does
     */
    Optional<UUID> distrusts(List<KeyListing> all) {
        List<UUID> closed = unopened.stream()
                .filter(UnopenedKey::wrongMasterKey)
                .map(UnopenedKey::id)
                .toList();
        List<KeyListing> witnesses = all.stream()
                .filter(key -> closed.contains(key.id()) || opens(key.id()))
                .sorted(Comparator.comparing(KeyListing::createdAt).thenComparing(KeyListing::id))
                .toList();
        if (closed.isEmpty() || opens(witnesses.getLast().id())) {
            return Optional.empty();
        }
        boolean isOneOfMany = closed.size() == 1 && witnesses.size() > 1;
        return isOneOfMany ? Optional.empty() : Optional.of(witnesses.getLast().id());
    }
}
