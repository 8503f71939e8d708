package dev.latchkey.db.audit;

import org.jspecify.annotations.Nullable;

/**
 * Who makes a change, and why.
 *
 * @param actor {@code name@host} for the command line, {@code user:…} or {@code client:…} for the holder of a token,
 *     {@code server} for the server's own acts
 * @param reason what the actor gave as a reason, for people to read
 */
public record Attribution(String actor, @Nullable String reason) {

    public static Attribution of(String actor) {
        return new Attribution(actor, null);
    }
}
