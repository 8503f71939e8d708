package dev.latchkey.server.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.jwk.JWKSet;
import dev.latchkey.db.key.KeyAlgorithm;
import dev.latchkey.db.key.KeyRecord;
import dev.latchkey.db.key.MasterKey;
import dev.latchkey.db.key.SigningKeys;
import dev.latchkey.db.key.WrongMasterKeyException;
import dev.latchkey.db.token.RefreshTokens;
import dev.latchkey.server.metadata.PublishedDocument;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All keys, opened, in memory: signs, verifies, and shows the public parts. Which of them signs is a matter of time, so
 * that all servers go over from one to the next together.
 */
public final class KeyDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(KeyDirectory.class);

    /**
     * What holds until the next moment at which a key begins to sign or is no longer published.
     *
     * @param active the key that signs, by its algorithm
     * @param activeSince from when it does; here with that of refresh tokens
     */
    private record Period(
            long edition,
            Instant until,
            Map<String, SigningKey> byKid,
            Map<KeyAlgorithm, SigningKey> active,
            Map<KeyAlgorithm, Instant> activeSince,
            RefreshTokens refreshTokens,
            PublishedDocument jwkSet) {}

    private final SigningKeys keys;
    private final Supplier<MasterKey> masterKeySource;
    private final Clock clock;
    private MasterKey masterKey;
    private List<SigningKey> signingKeys = List.of();
    private List<KeyRecord> refreshKeys = List.of();
    private long editions;
    private volatile Period period;

    /**
     * Reads the keys; there must be one of each algorithm.
     *
     * @param masterKey asked again when what it gave does not open a key any more: somebody changed it
     */
    public KeyDirectory(SigningKeys keys, Supplier<MasterKey> masterKey, Clock clock) {
        this.keys = keys;
        this.masterKeySource = masterKey;
        this.masterKey = masterKey.get();
        this.clock = clock;
        this.period = read();
    }

    /** Reads the keys again; one after the other, so that an older reading never replaces a newer one. */
    public synchronized void reload() {
        period = read();
    }

    private Period read() {
        List<KeyRecord> records = open();
        signingKeys = records.stream()
                .filter(key -> key.algorithm() != KeyAlgorithm.HS256)
                .map(SigningKey::of)
                .toList();
        refreshKeys = records.stream()
                .filter(key -> key.algorithm() == KeyAlgorithm.HS256)
                .toList();
        return arrange(clock.instant());
    }

    private List<KeyRecord> open() {
        try {
            return keys.findAll(masterKey);
        } catch (WrongMasterKeyException e) {
            masterKey = masterKeySource.get();
            List<KeyRecord> records = keys.findAll(masterKey);
            LOG.info("Going on with the master key that the keys are sealed with now");
            return records;
        }
    }

    private Period current() {
        Instant now = clock.instant();
        Period known = period;
        return now.isBefore(known.until()) ? known : next(now);
    }

    private synchronized Period next(Instant now) {
        if (!now.isBefore(period.until())) {
            period = arrange(now);
        }
        return period;
    }

    private Period arrange(Instant now) {
        List<SigningKey> published =
                signingKeys.stream().filter(key -> !key.hasLeft(now)).toList();
        Map<KeyAlgorithm, SigningKey> active = new EnumMap<>(KeyAlgorithm.class);
        for (SigningKey key : published) {
            active.merge(
                    key.algorithm(),
                    key,
                    (one, other) -> isBetter(other.activeFrom(), one.activeFrom(), now) ? other : one);
        }
        // The one that is active makes the tokens, the others are still recognised, or already.
        List<KeyRecord> refresh = refreshKeys.stream()
                .sorted((one, other) -> isBetter(one.activeFrom(), other.activeFrom(), now) ? -1 : 1)
                .toList();
        Map<KeyAlgorithm, Instant> activeSince = new EnumMap<>(KeyAlgorithm.class);
        active.forEach((algorithm, key) -> activeSince.put(algorithm, key.activeFrom()));
        refresh.stream().limit(1).forEach(key -> activeSince.put(key.algorithm(), key.activeFrom()));
        JWKSet jwkSet = new JWKSet(published.stream().map(SigningKey::publicJwk).toList());
        Instant until = Stream.concat(
                        signingKeys.stream().flatMap(key -> Stream.of(key.activeFrom(), key.publishedUntil())),
                        refreshKeys.stream().map(KeyRecord::activeFrom))
                .filter(now::isBefore)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        return new Period(
                ++editions,
                until,
                published.stream().collect(Collectors.toUnmodifiableMap(SigningKey::kid, Function.identity())),
                active,
                activeSince,
                new RefreshTokens(refresh.stream().map(KeyRecord::secretKey).toList()),
                PublishedDocument.json(jwkSet.toString(true)));
    }

    /** The youngest that is active; where the clock is behind the database's and none is yet, the oldest. */
    private static boolean isBetter(Instant activeFrom, Instant than, Instant now) {
        boolean isActive = !activeFrom.isAfter(now);
        boolean otherIsActive = !than.isAfter(now);
        if (isActive != otherIsActive) {
            return isActive;
        }
        return isActive ? activeFrom.isAfter(than) : activeFrom.isBefore(than);
    }

    /**
     * Signs with the newest active key of an algorithm.
     *
     * @param type the {@code typ} of the header
     * @return the JWS in its compact form
     */
    public String sign(KeyAlgorithm algorithm, JOSEObjectType type, Payload payload) {
        SigningKey key = active(algorithm);
        JWSObject jws = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.parse(algorithm.name()))
                        .keyID(key.kid())
                        .type(type)
                        .build(),
                payload);
        try {
            jws.sign(key.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("Signing with key " + key.kid() + " failed", e);
        }
        return jws.serialize();
    }

    /** Whether one of our keys made this signature, with the algorithm that the key is for. */
    public boolean verify(JWSObject jws) {
        String kid = jws.getHeader().getKeyID();
        SigningKey key = kid == null ? null : current().byKid().get(kid);
        if (key == null
                || !key.algorithm().name().equals(jws.getHeader().getAlgorithm().getName())) {
            return false;
        }
        try {
            return jws.verify(key.verifier());
        } catch (JOSEException e) {
            return false;
        }
    }

    /** Grows when the keys change: what was verified before is to be verified again. */
    public long edition() {
        return current().edition();
    }

    public RefreshTokens refreshTokens() {
        return current().refreshTokens();
    }

    /** The JWK Set (<a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5</a>): public keys only. */
    public PublishedDocument jwkSet() {
        return current().jwkSet();
    }

    /** From when the key of an algorithm that is in use now was; empty when there is none. */
    public Optional<Instant> activeSince(KeyAlgorithm algorithm) {
        return Optional.ofNullable(current().activeSince().get(algorithm));
    }

    private SigningKey active(KeyAlgorithm algorithm) {
        SigningKey key = current().active().get(algorithm);
        if (key == null) {
            throw new IllegalStateException("There is no key for " + algorithm);
        }
        return key;
    }
}
