package dev.latchkey.db.token;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a revocation ended.
 *
 * @param families how many token families were live until now
 * @param accessTokensUntil when the last access token of those expires: until then a resource server that asks nobody
 *     may accept it; null when there is none
 */
public record Revocation(int families, @Nullable Instant accessTokensUntil) {

    /** The same for the audit log. */
    public Map<String, String> details() {
        return accessTokensUntil == null
                ? Map.of("families", Integer.toString(families))
                : Map.of("families", Integer.toString(families), "access_tokens_until", accessTokensUntil.toString());
    }
}
