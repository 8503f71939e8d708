package dev.latchkey.core.audit;

import org.jspecify.annotations.Nullable;

/**
 * Who makes a change, and why. The database adds the role that wrote it.
 *
 * @param actor {@code name@host} for the command line, {@code user:…} or {@code client:…} for the holder of a token,
 *     {@code server} for the server's own acts
 * @param reason what the actor gave as a reason, for people to read
 * @param claimed whether the actor is what a command was told by its environment or its options: nothing has proved it
 * @param osUid the real user id of a command's process; null where the operating system has none
 * @param language of the page on which the change is made, for letters that tell of it; null when it is made elsewhere
 */
public record Attribution(
        String actor,
        @Nullable String reason,
        boolean claimed,
        @Nullable Long osUid,
        @Nullable String language) {

    /** An actor that the program itself knows. */
    public Attribution(String actor, @Nullable String reason) {
        this(actor, reason, false, null, null);
    }

    public static Attribution of(String actor) {
        return new Attribution(actor, null);
    }

    /** The same on a page in a language. */
    public Attribution onPageIn(String tag) {
        return new Attribution(actor, reason, claimed, osUid, tag);
    }
}
