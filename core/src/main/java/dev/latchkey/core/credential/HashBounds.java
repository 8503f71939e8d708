package dev.latchkey.core.credential;

import dev.latchkey.core.credential.StoredHash.Argon2Hash;
import dev.latchkey.core.credential.StoredHash.ForeignHash;
import dev.latchkey.core.credential.StoredHash.WrappedHash;
import java.util.Optional;
import org.springframework.util.unit.DataSize;

/**
 * The upper bound on the cost of verifying an imported hash, so that one row cannot exhaust a server.
 *
 * @param memoryKib of Argon2 and scrypt; with that memory four passes, with less as many more
 */
public record HashBounds(int memoryKib) {

    /** 128 MiB, because Django makes hashes of 100 MiB. */
    public static final HashBounds DEFAULT = new HashBounds(131_072);

    /** The name of the setting, for messages. */
    public static final String SETTING = "latchkey.password.max-hash-memory";

    private static final int KIB_OF_MIB = 1024;
    private static final int LEAST_MIB = 20;
    private static final int MOST_MIB = 1024;

    /** What the setting may be: the end of a sentence that begins with "it has to be". */
    public static final String ALLOWED = "a size from " + LEAST_MIB + "MB to " + MOST_MIB + "MB, such as 128MB";

    /** The memory of a server beside hashes, with the young generation. */
    private static final int SERVER_KIB = 80 * KIB_OF_MIB;

    private static final int OWN_KIB = LEAST_MIB * KIB_OF_MIB;

    private static final int PASSES = 4;
    private static final int MAX_PASSES = 16;
    private static final int MAX_LANES = 16;

    /** Whether the setting may have this value: not less than our own hashes take, and not more than 1 GiB. */
    public static boolean accepts(long bytes) {
        long mib = bytes / (KIB_OF_MIB * 1024L);
        return mib >= LEAST_MIB && mib <= MOST_MIB;
    }

    /**
     * The bounds with this much memory.
     *
     * @throws IllegalArgumentException when {@link #accepts} is false
     */
    public static HashBounds ofBytes(long bytes) {
        if (!accepts(bytes)) {
            throw unusable(bytes + "B");
        }
        return new HashBounds((int) (bytes / 1024));
    }

    /**
     * Reads the value of the setting.
     *
     * @param text a size, {@code 128MB}
     * @throws IllegalArgumentException naming the setting, the value and what is allowed
     */
    public static HashBounds parse(String text) {
        try {
            long bytes = DataSize.parse(text).toBytes();
            if (accepts(bytes)) {
                return ofBytes(bytes);
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // The message below serves for both.
        }
        throw unusable(text);
    }

    private static IllegalArgumentException unusable(String value) {
        return new IllegalArgumentException(SETTING + " is '" + value + "': it has to be " + ALLOWED + ".");
    }

    /**
     * These bounds, lowered if the heap has less room.
     *
     * @param heapBytes how large the heap may grow
     * @param atOnce how many of our own hashes are computed at the same time as the imported one
     */
    public HashBounds within(long heapBytes, int atOnce) {
        long room = heapBytes / 1024 - SERVER_KIB - (long) atOnce * OWN_KIB;
        // Blocks are objects, which take two hundredths more than what is in them.
        return new HashBounds(Math.clamp(room * 98 / 100, OWN_KIB, memoryKib));
    }

    /** What is wrong with the cost of a hash; empty when nothing is. */
    Optional<String> excess(StoredHash hash) {
        return switch (hash) {
            case Argon2Hash argon2 -> excess(argon2.cost());
            case ForeignHash foreign -> foreign.method().excess(this);
            case WrappedHash wrapped ->
                wrapped.method().excess(this).or(() -> excess(wrapped.outer().cost()));
        };
    }

    /** The same of argon2. */
    Optional<String> excess(Argon2.Cost cost) {
        String found = "The password hash is argon2 with m=" + cost.memoryKib() + ", t=" + cost.passes() + ", p="
                + cost.lanes() + "; ";
        if (cost.lanes() < 1 || cost.lanes() > MAX_LANES || cost.passes() < 1 || cost.passes() > MAX_PASSES) {
            return Optional.of(found + "t and p may be 1 to " + MAX_PASSES + ".");
        }
        // RFC 9106, section 3.1: at least 8 KiB for each lane.
        if (cost.memoryKib() < 8 * cost.lanes()) {
            return Optional.of(found + "m is at least 8 for each of p.");
        }
        if (cost.memoryKib() > memoryKib) {
            return Optional.of(found + "m may be at most " + memoryKib + " (" + SETTING + ").");
        }
        return (long) cost.memoryKib() * cost.passes() > (long) memoryKib * PASSES
                ? Optional.of(found + "m times t may be at most " + (long) memoryKib * PASSES + " (" + SETTING + ").")
                : Optional.empty();
    }
}
