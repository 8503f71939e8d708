package dev.latchkey.server.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.UnavailableException;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.family.RefreshTokens;
import dev.latchkey.core.jdbc.LeftOut;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyReading;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.SigningKeys;
import dev.latchkey.core.key.UnopenedKey;
import dev.latchkey.core.proof.Proofs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All keys, opened, in memory: signs, verifies, and shows the public parts. Which of them signs is a matter of time, so
 * that all servers go over from one to the next together.
 */
public final class KeyDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(KeyDirectory.class);

    /** How often, and after what pause, the master key is read again before keys are given up that it opened until now. */
    private static final int TRIES = 10;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final SigningKeys keys;
    private final Supplier<MasterKey> masterKeySource;
    private final InstantSource clock;
    private @Nullable MasterKey masterKey;
    private Keyring ring = new Keyring(List.of(), List.of(), List.of());
    private final LeftOut leftOut = new LeftOut();
    private long editions;
    private volatile KeyPeriod period = ring.at(Instant.EPOCH, 0);

    /**
     * A directory without keys: {@link #reload} reads them.
     *
     * @param masterKey asked at the first reading, and again when what it gave does not open a key any more: an operator
     *     changed it
     */
    public KeyDirectory(SigningKeys keys, Supplier<MasterKey> masterKey, InstantSource clock) {
        this.keys = keys;
        this.masterKeySource = masterKey;
        this.clock = clock;
    }

    /**
     * Reads the keys; one after the other, so that an older reading never replaces a newer one. A key that cannot
     * be opened is left out; what happened to the others holds.
     *
     * @return false when there is a key that another master key may open
     */
    public synchronized boolean reload() {
        period = read();
        return !hasWrong(ring.unopened());
    }

    /** How many keys are there that are not revoked and cannot be opened. */
    public int unreadable() {
        return leftOut.count();
    }

    private KeyPeriod read() {
        ring = Keyring.of(open());
        leftOut.replace(ring.unopened().stream().map(UnopenedKey::row).toList());
        return ring.at(clock.instant(), ++editions);
    }

    private KeyReading open() {
        MasterKey known = masterKey;
        if (known == null) {
            known = masterKeySource.get();
            masterKey = known;
        }
        KeyReading reading = keys.read(known);
        if (!hasWrong(reading.unopened())) {
            return reading;
        }
        // The file may be empty for a moment, while an operator writes it: signing goes on with the old keys meanwhile.
        boolean hadAll = !ring.signing().isEmpty() && !hasWrong(ring.unopened());
        for (int left = hadAll ? TRIES : 1; left > 0; left--) {
            Optional<KeyReading> again = openWithAnother(reading);
            if (again.isPresent()) {
                return again.get();
            }
            if (left > 1) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        return reading;
    }

    private static boolean hasWrong(List<UnopenedKey> unopened) {
        return unopened.stream().anyMatch(UnopenedKey::wrongMasterKey);
    }

    /** Reads the master key again; empty when it opens no more keys than before. */
    private Optional<KeyReading> openWithAnother(KeyReading before) {
        MasterKey given;
        try {
            given = masterKeySource.get();
        } catch (ConfigurationException e) {
            LOG.debug("The master key was not read again: {}", e.getMessage());
            return Optional.empty();
        }
        KeyReading again = keys.read(given);
        if (again.keys().size() <= before.keys().size()) {
            return Optional.empty();
        }
        masterKey = given;
        LOG.info("Going on with the master key that the keys are sealed with now");
        return Optional.of(again);
    }

    private KeyPeriod current() {
        Instant now = clock.instant();
        KeyPeriod known = period;
        return now.isBefore(known.until()) ? known : next(now);
    }

    private synchronized KeyPeriod next(Instant now) {
        if (!now.isBefore(period.until())) {
            period = ring.at(now, ++editions);
        }
        return period;
    }

    /**
     * Signs with the newest active key of an algorithm.
     *
     * @param type the {@code typ} of the header
     * @return the JWS in its compact form
     * @throws UnavailableException when there is none that can be opened
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

    /**
     * Whether one of our keys made this signature, with the algorithm that the key is for.
     *
     * @throws UnavailableException when the key is ours, is published, and cannot be opened here
     */
    public boolean verify(JWSObject jws) {
        String kid = jws.getHeader().getKeyID();
        if (kid == null) {
            return false;
        }
        KeyPeriod now = current();
        SigningKey key = now.byKid().get(kid);
        if (key == null && now.leftOutKids().contains(kid)) {
            throw new UnavailableException("The key of the token cannot be opened");
        }
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

    /** Increases when the keys change: cached verifications are invalid then. */
    public long edition() {
        return current().edition();
    }

    /**
     * Makes refresh tokens.
     *
     * @throws UnavailableException when there is no key for them
     */
    public RefreshTokens refreshTokens() {
        RefreshTokens tokens = current().refreshTokens();
        if (tokens == null) {
            throw new UnavailableException("There is no key for refresh tokens");
        }
        return tokens;
    }

    /**
     * Whether one of our keys made a refresh token, for this client.
     *
     * @throws UnavailableException when none did that can be opened, and there are others
     */
    public boolean isAuthentic(RefreshToken token, UUID clientId) {
        KeyPeriod now = current();
        RefreshTokens tokens = now.refreshTokens();
        if (tokens != null && tokens.isAuthentic(token, clientId)) {
            return true;
        }
        if (now.refreshKeyLeftOut()) {
            throw new UnavailableException("A key for refresh tokens cannot be opened");
        }
        return false;
    }

    /**
     * Makes proofs: cookies, form tokens, codes.
     *
     * @throws UnavailableException when there is no key for them
     */
    public Proofs proofs() {
        Proofs proofs = current().proofs();
        if (proofs == null) {
            throw new UnavailableException("There is no key for proofs");
        }
        return proofs;
    }

    /**
     * Reads a proof; empty when it is none of ours.
     *
     * @throws UnavailableException when it is none of those that can be opened, and there are other keys
     */
    public <T> Optional<T> recognise(Function<Proofs, Optional<T>> reader) {
        KeyPeriod now = current();
        Optional<T> read = Optional.ofNullable(now.proofs()).flatMap(reader);
        if (read.isEmpty() && now.refreshKeyLeftOut()) {
            throw new UnavailableException("A key for proofs cannot be opened");
        }
        return read;
    }

    /**
     * The JWK Set (<a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5</a>) in JSON: public keys
     * only. The same object until the keys change.
     */
    public String jwkSet() {
        return current().jwkSet();
    }

    /** From when the key of an algorithm that is in use now was; empty when there is none. */
    public Optional<Instant> activeSince(KeyAlgorithm algorithm) {
        return Optional.ofNullable(current().activeSince().get(algorithm));
    }

    /** Whether the key of an algorithm that is in use is the one that should be, and not an older one in its place. */
    public boolean isCurrent(KeyAlgorithm algorithm) {
        return !current().behind().contains(algorithm);
    }

    private SigningKey active(KeyAlgorithm algorithm) {
        SigningKey key = current().active().get(algorithm);
        if (key == null) {
            throw new UnavailableException("There is no key for " + algorithm + " that can be opened");
        }
        return key;
    }
}
