package dev.latchkey.core.account;

import dev.latchkey.core.family.Scopes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a sign-in with a password needs of an account.
 *
 * @param passwordHash null when the account has no password
 */
public record Credentials(
        UUID userId,
        String username,
        Scopes scopes,
        @Nullable String passwordHash,
        boolean disabled) {

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "Credentials[" + userId + "]";
    }
}
