package dev.latchkey.admin.client;

import dev.latchkey.core.client.SecretHash;
import org.jspecify.annotations.Nullable;

/**
 * The secret of a client in a configuration. Two are equal when their hashes are. As a text it says where it comes from, and
 * nothing of the secret or its hash.
 *
 * @param origin like {@code generated}
 * @param text the secret itself, when it was made here and has to be handed over
 */
record ConfiguredSecret(
        SecretHash hash, String origin, @Nullable String text) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConfiguredSecret secret && hash.equals(secret.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return origin;
    }
}
