package dev.latchkey.core.outbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that one server is to send now.
 *
 * @param id the same in every try, so that who gets it twice can tell
 * @param createdAt when it happened
 * @param attempts this one included
 */
public record Message(UUID id, Content content, Instant createdAt, int attempts) {

    /**
     * What is to be told, and to whom.
     *
     * @param kind what the sender knows it by, such as {@code logout}; at most 40 characters
     * @param address of a letter; at most 320 characters
     * @param language of a letter, as an ISO 639 code
     */
    public record Content(
            String kind,
            @Nullable UUID userId,
            @Nullable UUID clientId,
            @Nullable UUID sessionId,
            @Nullable String address,
            @Nullable String language) {

        /** A letter to a user. */
        public static Content letter(String kind, UUID userId, String address, @Nullable String language) {
            return new Content(kind, userId, null, null, address, language);
        }

        /** The letter of {@code latchkey mail test}. */
        public static Content test(String address) {
            return new Content("test", null, null, null, address, null);
        }

        /** Leaves the address out, which is nothing for a log. */
        @Override
        public String toString() {
            return kind;
        }
    }
}
