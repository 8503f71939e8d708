package dev.latchkey.core.account;

import dev.latchkey.core.family.Scopes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a sign-in with a password needs of an account.
 *
 * @param passwordHash null when the account has no password
 * @param version changes with the password, and when the account is disabled or enabled: what was verified with these
 *     credentials is true only as long as the version stays the same
 */
public record Credentials(
        UUID userId,
        String username,
        Scopes scopes,
        @Nullable String passwordHash,
        boolean disabled,
        int version) {

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "Credentials[" + userId + "]";
    }
}
