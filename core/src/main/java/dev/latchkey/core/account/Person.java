package dev.latchkey.core.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The personal data of an account.
 *
 * @param emailVerifiedAt when the address was found to be the user's; null when it was not
 * @param groups the names of its groups, sorted
 * @param updatedAt when anything of the account last changed
 */
public record Person(
        UUID id,
        String username,
        Profile profile,
        @Nullable Instant emailVerifiedAt,
        UserClaims claims,
        List<String> groups,
        Instant updatedAt) {

    /** Groups that do not change any more. */
    public Person {
        groups = List.copyOf(groups);
    }
}
