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
import dev.latchkey.db.token.RefreshTokens;
import dev.latchkey.server.metadata.PublishedDocument;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All keys, opened, in memory: signs, verifies, and shows the public parts. */
public final class KeyDirectory {

    private record Snapshot(Map<String, SigningKey> byKid, RefreshTokens refreshTokens, PublishedDocument jwkSet) {}

    private final SigningKeys keys;
    private final MasterKey masterKey;
    private final Clock clock;
    private volatile Snapshot snapshot;

    /** Reads the keys; there must be one of each algorithm. */
    public KeyDirectory(SigningKeys keys, MasterKey masterKey, Clock clock) {
        this.keys = keys;
        this.masterKey = masterKey;
        this.clock = clock;
        this.snapshot = read();
    }

    /** Reads the keys again; one after the other, so that an older reading never replaces a newer one. */
    public synchronized void reload() {
        snapshot = read();
    }

    private Snapshot read() {
        List<KeyRecord> records = keys.findAll(masterKey);
        List<SigningKey> signing = records.stream()
                .filter(key -> key.algorithm() != KeyAlgorithm.HS256)
                .map(SigningKey::of)
                .toList();
        Instant now = clock.instant();
        // The newest one that is active makes the tokens, the others are still recognised.
        List<byte[]> refresh = records.stream()
                .filter(key -> key.algorithm() == KeyAlgorithm.HS256)
                .sorted(Comparator.comparing(
                                (KeyRecord key) -> !key.activeFrom().isAfter(now))
                        .thenComparing(KeyRecord::activeFrom)
                        .reversed())
                .map(KeyRecord::secretKey)
                .toList();
        JWKSet jwkSet = new JWKSet(signing.stream().map(SigningKey::publicJwk).toList());
        return new Snapshot(
                signing.stream().collect(Collectors.toUnmodifiableMap(SigningKey::kid, Function.identity())),
                new RefreshTokens(refresh),
                PublishedDocument.json(jwkSet.toString(true)));
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
        SigningKey key = kid == null ? null : snapshot.byKid().get(kid);
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

    public RefreshTokens refreshTokens() {
        return snapshot.refreshTokens();
    }

    /** The JWK Set (<a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5</a>): public keys only. */
    public PublishedDocument jwkSet() {
        return snapshot.jwkSet();
    }

    private SigningKey active(KeyAlgorithm algorithm) {
        Instant now = clock.instant();
        // With a clock that is behind the database's no key is active yet: the oldest one then signs.
        return snapshot.byKid().values().stream()
                .filter(key -> key.algorithm() == algorithm)
                .max(Comparator.comparing((SigningKey key) -> !key.activeFrom().isAfter(now))
                        .thenComparing((one, other) -> one.activeFrom().isAfter(now)
                                ? other.activeFrom().compareTo(one.activeFrom())
                                : one.activeFrom().compareTo(other.activeFrom()))
                        .thenComparing(SigningKey::kid))
                .orElseThrow(() -> new IllegalStateException("There is no key for " + algorithm));
    }
}
