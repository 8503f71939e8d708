package dev.latchkey.core.family;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of a revocation.
 *
 * @param families how many token families were live until now
 * @param accessTokensUntil when the last access token of those expires: until then a resource server that neither
 *     introspects nor reads status lists may accept it; null when there is none
 */
public record Revocation(int families, @Nullable Instant accessTokensUntil) {

    /**
     * SQL: when the last access token of the family {@code t} of the client {@code c} expires. It may have been issued up to
     * the end of the grace period after the last rotation, and before the lifetime was lowered.
     */
    public static final String ACCESS_TOKENS_UNTIL =
            "GREATEST(LEAST(now(), t.refreshed_at + c.refresh_token_grace) + c.access_token_lifetime, c.longer_tokens_until)";

    public static final Revocation NONE = new Revocation(0, null);

    /** This and another together. */
    public Revocation and(Revocation other) {
        Instant later = Stream.of(accessTokensUntil, other.accessTokensUntil)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
        return new Revocation(families + other.families, later);
    }

    /** The same for the audit log, with the number of browser sessions that ended along. */
    public Map<String, String> details(int sessions) {
        Map<String, String> details = new HashMap<>(details());
        if (sessions > 0) {
            details.put("sessions", Integer.toString(sessions));
        }
        return details;
    }

    /** The same for the audit log. */
    public Map<String, String> details() {
        return accessTokensUntil == null
                ? Map.of("families", Integer.toString(families))
                : Map.of("families", Integer.toString(families), "access_tokens_until", accessTokensUntil.toString());
    }
}
