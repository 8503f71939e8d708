package dev.latchkey.core.account;

import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account that is to be added together with others.
 *
 * @param id its id in another system, so that the {@code sub} claim stays the same; null for a new one
 * @param emailVerified whether the address was found to be the user's; not kept when another account has verified it
 * @param scopes of its own, without those that its groups give
 * @param passwordHash one that {@code ImportedHash#stored} made; null for an account that cannot sign in with one
 * @param disabled whether it is disabled from the start
 * @param factorRequired whether the user has to add a second factor at the next sign-in
 * @param groups the names of groups that exist, of which it becomes a member
 * @param validUntil from when on it is as good as disabled; null when it does not end
 */
public record NewUser(
        @Nullable UUID id,
        Username username,
        Profile profile,
        boolean emailVerified,
        Scopes scopes,
        @Nullable String passwordHash,
        boolean disabled,
        boolean factorRequired,
        List<String> groups,
        @Nullable Instant validUntil) {

    /** Groups that do not change any more. */
    public NewUser {
        groups = List.copyOf(groups);
    }

    /** With another hash of the password. */
    public NewUser withPasswordHash(@Nullable String hash) {
        return new NewUser(
                id, username, profile, emailVerified, scopes, hash, disabled, factorRequired, groups, validUntil);
    }

    /** With an address that was not verified. */
    NewUser unverified() {
        return new NewUser(
                id, username, profile, false, scopes, passwordHash, disabled, factorRequired, groups, validUntil);
    }

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "NewUser[" + username + "]";
    }
}
