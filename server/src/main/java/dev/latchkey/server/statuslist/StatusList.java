package dev.latchkey.server.statuslist;

import com.nimbusds.jose.Payload;
import dev.latchkey.core.revocation.Permutation;
import dev.latchkey.server.http.PublishedDocument;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One list: which of its places are revoked, and the Status List Token that says so. */
public final class StatusList {

    /** How many indexes make a list. */
    public static final int SIZE = Permutation.SIZE;

    /** Of a Status List Token that is a JWT. */
    public static final String MEDIA_TYPE = "application/statuslist+jwt";

    private final String uri;
    private final byte[] seed;
    private final Permutation order;
    private BitSet revoked = new BitSet();

    /** The list as {@code lst}; null when it changed since. */
    private @Nullable String encoded;

    private @Nullable PublishedDocument token;
    private Instant issuedAt = Instant.MIN;

    /**
     * A list with nothing revoked.
     *
     * @param uri where it is published
     * @param seed decides the order of its places
     */
    public StatusList(String uri, byte[] seed) {
        this.uri = uri;
        this.seed = seed.clone();
        this.order = new Permutation(seed);
    }

    /** Whether its places have the order of this seed. */
    boolean hasSeed(byte[] other) {
        return Arrays.equals(seed, other);
    }

    /** The number of the list that an index belongs to. */
    static long numberOf(long index) {
        return index / SIZE;
    }

    String uri() {
        return uri;
    }

    /** The place of one of its indexes. */
    int place(long index) {
        return order.place((int) (index % SIZE));
    }

    /** The index, of the list with this number, that has a place. */
    long index(long number, int place) {
        return number * SIZE + order.position(place);
    }

    /** Revokes the indexes at these positions. */
    public synchronized void add(BitSet positions) {
        BitSet changed = places(positions);
        changed.or(revoked);
        change(changed);
    }

    /** Revokes the indexes at these positions and no others. */
    public synchronized void replace(BitSet positions) {
        change(places(positions));
    }

    private BitSet places(BitSet positions) {
        BitSet places = new BitSet();
        positions.stream().forEach(position -> places.set(order.place(position)));
        return places;
    }

    private void change(BitSet changed) {
        if (!changed.equals(revoked)) {
            revoked = changed;
            encoded = null;
            token = null;
        }
    }

    /**
     * The token of this list, <a
     * href="https://datatracker.ietf.org/doc/html/draft-ietf-oauth-status-list-21#section-5.1">section 5.1</a>. It is
     * made on request, and again when the list has changed or half of its {@code ttl} has passed: a resource server
     * that fetches it at {@code iat + ttl} need not fetch it again at once.
     *
     * @param confirmedAt when the database was last asked what is revoked; becomes {@code iat}, to the second
     * @param ttl after which resource servers fetch the list again
     * @param lifetime from {@code iat} to {@code exp}
     * @param sign signs and serialises
     */
    public synchronized PublishedDocument token(
            Instant confirmedAt, Duration ttl, Duration lifetime, Function<Payload, String> sign) {
        PublishedDocument current = token;
        if (current == null || !confirmedAt.isBefore(issuedAt.plus(ttl.dividedBy(2)))) {
            issuedAt = confirmedAt.truncatedTo(ChronoUnit.SECONDS);
            current = PublishedDocument.of(MEDIA_TYPE, sign.apply(payload(ttl, lifetime)));
            token = current;
        }
        return current;
    }

    private Payload payload(Duration ttl, Duration lifetime) {
        if (encoded == null) {
            encoded = Encoding.encode(revoked, SIZE);
        }
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", uri);
        claims.put("iat", issuedAt.getEpochSecond());
        claims.put("exp", issuedAt.plus(lifetime).getEpochSecond());
        claims.put("ttl", ttl.toSeconds());
        claims.put("status_list", Map.of("bits", 1, "lst", encoded));
        return new Payload(claims);
    }
}
