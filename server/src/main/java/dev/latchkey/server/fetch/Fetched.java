package dev.latchkey.server.fetch;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a host answered.
 *
 * @param status also of a redirect, which is not followed
 * @param contentType as it was sent
 * @param body at most as many bytes as the caller allowed, which were UTF-8; empty when the body was not read
 * @param maxAge how long the host says that the answer is fresh (RFC 9111, section 5.2.2), null when it says nothing of it
 */
public record Fetched(
        int status,
        @Nullable String contentType,
        String body,
        @Nullable Duration maxAge) {

    /** Whether the body is JSON by its type: {@code application/json}, or one that ends in {@code +json}. */
    public boolean isJson() {
        if (contentType == null) {
            return false;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }
}
