package dev.latchkey.core.account;

import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account, without its password.
 *
 * @param scopes what it has: its own, and those of its groups
 * @param ownScopes what an administrator gave the account itself
 * @param groups the names of its groups, sorted
 * @param validUntil from when on it is as good as disabled; null when it does not end
 * @param expired whether that time is over, by the clock of the database
 */
public record User(
        UUID id,
        String username,
        Profile profile,
        Scopes scopes,
        Scopes ownScopes,
        List<String> groups,
        boolean hasPassword,
        Instant createdAt,
        @Nullable Instant passwordChangedAt,
        @Nullable Instant disabledAt,
        @Nullable Instant validUntil,
        boolean expired) {

    /** Groups that do not change any more. */
    public User {
        groups = List.copyOf(groups);
    }

    public boolean isDisabled() {
        return disabledAt != null;
    }

    /** Whether nothing is issued for it: it is disabled, or has expired. */
    public boolean isClosed() {
        return isDisabled() || expired;
    }

    public UserFilter.Status status() {
        return isDisabled()
                ? UserFilter.Status.DISABLED
                : expired ? UserFilter.Status.EXPIRED : UserFilter.Status.ACTIVE;
    }
}
