package dev.latchkey.core.account;

import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account, without its password. */
public record User(
        UUID id,
        String username,
        Profile profile,
        Scopes scopes,
        boolean hasPassword,
        Instant createdAt,
        @Nullable Instant passwordChangedAt,
        @Nullable Instant disabledAt) {

    public boolean isDisabled() {
        return disabledAt != null;
    }
}
