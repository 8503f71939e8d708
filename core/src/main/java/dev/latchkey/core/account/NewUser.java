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
 * @param passwordHash one that {@code ImportedHash#check} knows; null for an account that cannot sign in with one
 * @param disabled whether it is disabled from the start
 * @param groups the names of groups that exist, of which it becomes a member
 * @param validUntil from when on it is as good as disabled; null when it does not end
 */
public record NewUser(
        @Nullable UUID id,
        Username username,
        Profile profile,
        Scopes scopes,
        @Nullable String passwordHash,
        boolean disabled,
        List<String> groups,
        @Nullable Instant validUntil) {

    /** Groups that do not change any more. */
    public NewUser {
        groups = List.copyOf(groups);
    }

    /** In no group, without an end. */
    public NewUser(
            @Nullable UUID id,
            Username username,
            Profile profile,
            Scopes scopes,
            @Nullable String passwordHash,
            boolean disabled) {
        this(id, username, profile, scopes, passwordHash, disabled, List.of(), null);
    }

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "NewUser[" + username + "]";
    }
}
