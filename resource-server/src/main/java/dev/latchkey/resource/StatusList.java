package dev.latchkey.resource;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The statuses of many tokens
 * (<a href="https://datatracker.ietf.org/doc/html/draft-ietf-oauth-status-list-21#section-4">Token Status List, section
 * 4</a>), from a Status List Token whose signature was checked.
 */
final class StatusList {

    /** In bytes: eight million tokens of one bit, where a list of Latchkey has 262,144. */
    static final int MAX_INFLATED = 1 << 20;

    private static final Set<Long> BITS = Set.of(1L, 2L, 4L, 8L);

    private final byte[] statuses;
    private final int bits;
    private final Instant issuedAt;
    private final Instant expiresAt;

    private StatusList(byte[] statuses, int bits, Instant issuedAt, Instant expiresAt) {
        this.statuses = statuses;
        this.bits = bits;
        this.issuedAt = issuedAt;
        this.expiresAt = expiresAt;
    }

    /**
     * Unpacks the claims of a Status List Token.
     *
     * @throws UnusableListException when they are not a list, or one that is too large
     */
    static StatusList of(JWTClaimsSet claims) {
        if (!(claims.getClaim("status_list") instanceof Map<?, ?> list)
                || !(list.get("lst") instanceof String lst)
                || !(list.get("bits") instanceof Long bits)
                || !BITS.contains(bits)) {
            throw new UnusableListException("it has no status_list of 1, 2, 4 or 8 bits");
        }
        if (claims.getIssueTime() == null || claims.getExpirationTime() == null) {
            throw new UnusableListException("it does not say from when to when it is good");
        }
        return new StatusList(
                inflate(new Base64URL(lst).decode()),
                bits.intValue(),
                claims.getIssueTime().toInstant(),
                claims.getExpirationTime().toInstant());
    }

    /** Stops as soon as there is too much, whatever the compressed size. */
    private static byte[] inflate(byte[] compressed) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            ByteArrayOutputStream inflated = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0 && !inflater.finished()) {
                    throw new UnusableListException("its lst ends too early");
                }
                if (inflated.size() + count > MAX_INFLATED) {
                    throw new UnusableListException("its lst is more than " + MAX_INFLATED + " bytes");
                }
                inflated.write(buffer, 0, count);
            }
            return inflated.toByteArray();
        } catch (DataFormatException e) {
            throw new UnusableListException("its lst is not compressed data");
        } finally {
            inflater.end();
        }
    }

    /** The status at an index (section 7: 0 is valid, everything else is not), or empty when the list is shorter. */
    OptionalInt at(long index) {
        long perByte = 8L / bits;
        if (index < 0 || index / perByte >= statuses.length) {
            return OptionalInt.empty();
        }
        int shift = (int) (index % perByte) * bits;
        return OptionalInt.of((statuses[(int) (index / perByte)] >>> shift) & ((1 << bits) - 1));
    }

    boolean isGoodAt(Instant now) {
        return now.isBefore(expiresAt);
    }

    boolean isOlderThan(StatusList other) {
        return issuedAt.isBefore(other.issuedAt);
    }

    boolean isIssuedAfter(Instant latest) {
        return issuedAt.isAfter(latest);
    }
}
