package dev.latchkey.db.user;

import dev.latchkey.db.token.Scopes;
import org.jspecify.annotations.Nullable;

/**
 * An account that is to be added together with others.
 *
 * @param passwordHash one that {@link Passwords#isKnownHash} knows; null for an account that cannot sign in with one
 * @param disabled whether it is disabled from the start
 */
public record NewUser(
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
