package dev.latchkey.core.account;

import dev.latchkey.core.family.Scopes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account that is to be added together with others.
 *
 * @param id its id in another system, so that the {@code sub} claim stays the same; null for a new one
 * @param passwordHash one that {@code ImportedHash#check} knows; null for an account that cannot sign in with one
 * @param disabled whether it is disabled from the start
 */
public record NewUser(
        @Nullable UUID id,
        Username username,
        Profile profile,
        Scopes scopes,
        @Nullable String passwordHash,
        boolean disabled) {

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "NewUser[" + username + "]";
    }
}
