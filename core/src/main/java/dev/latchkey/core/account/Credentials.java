package dev.latchkey.core.account;

import dev.latchkey.core.family.Scopes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The columns of an account that a sign-in with a password needs.
 *
 * @param passwordHash null when the account has no password
 * @param version changes with the password and the second factor, and when the account is disabled or enabled: a verification of these
 *     credentials is valid only while the version stays the same
 * @param secondFactor whether the password is not enough to sign in
 * @param factorRequired whether the user has to add a second factor before anything begins
 */
public record Credentials(
        UUID userId,
        String username,
        Scopes scopes,
        @Nullable String passwordHash,
        boolean disabled,
        int version,
        boolean secondFactor,
        boolean factorRequired) {

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "Credentials[" + userId + "]";
    }
}
