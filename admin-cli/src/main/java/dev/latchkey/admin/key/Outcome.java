package dev.latchkey.admin.key;

import dev.latchkey.core.Database;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.key.KeyListing.State;
import org.jspecify.annotations.Nullable;

/**
 * The result of a change with all printed values, so that no query is needed after the commit.
 *
 * @param signing the key that signs then; null when there is none
 */
record Outcome<T>(T result, KeyListing key, @Nullable KeyListing signing) {

    static <T> Outcome<T> of(T result, KeyListing key, Database database) {
        KeyListing signing = database.keys().list().stream()
                .filter(one -> one.algorithmName().equals(key.algorithmName()) && one.state() == State.ACTIVE)
                .findFirst()
                .orElse(null);
        return new Outcome<>(result, key, signing);
    }
}
