package dev.latchkey.core.jdbc;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the ids of rows: UUIDv7 (<a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.7">RFC 9562</a>). Users who
 * come from another server may bring an id of any version.
 */
public final class Ids {

    // Random rather than counting within a millisecond: an id must not tell its neighbour's.
    private static final TimeBasedEpochRandomGenerator GENERATOR = Generators.timeBasedEpochRandomGenerator();

    private Ids() {}

    /** The id of something that is made at this time, to the millisecond. */
    public static UUID at(Instant time) {
        return GENERATOR.construct(time.toEpochMilli());
    }

    /** The time of an id that was made here, to the millisecond. */
    public static Instant time(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    public static UUID next() {
        return GENERATOR.generate();
    }

    /** The parameter of a statement that takes an array of ids, as {@code :ids::uuid[]}. */
    public static String[] array(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }

    /**
     * Reads a whole id in every spelling that a lookup takes: upper or lower case, with dashes or without, in braces, and
     * as {@code urn:uuid:}. What is none may be a name, what is one may not.
     */
    public static Optional<UUID> parse(String text) {
        return IdPrefix.parse(text).filter(IdPrefix::isWhole).map(IdPrefix::first);
    }
}
