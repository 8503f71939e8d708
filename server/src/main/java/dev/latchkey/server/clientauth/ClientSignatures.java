package dev.latchkey.server.clientauth;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientKey;
import dev.latchkey.core.client.ClientKeys;
import dev.latchkey.server.fetch.FetchException;
import dev.latchkey.server.fetch.Fetched;
import dev.latchkey.server.fetch.FetchedDocuments;
import dev.latchkey.server.fetch.Fetcher;
import dev.latchkey.server.key.PublicKeyAlgorithm;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies what clients sign, with the keys that they registered: those in the database, or at their {@code jwks_uri}. Keys
 * and URLs in the header of a JWT are ignored.
 */
public final class ClientSignatures {

    private static final Logger LOG = LoggerFactory.getLogger(ClientSignatures.class);

    /** Without a {@code kid}, as many keys are tried. */
    private static final int MOST_TRIED = 3;

    /**
     * A key that is ready to verify.
     *
     * @param kid null when it has none
     */
    record Verifying(@Nullable String kid, PublicKeyAlgorithm algorithm, PublicKey key) {

        /** Those of a set that can be used. */
        static List<Verifying> of(ClientKeys set) {
            List<Verifying> keys = new ArrayList<>();
            for (ClientKey key : set.keys()) {
                PublicKeyAlgorithm algorithm = Objects.requireNonNull(PublicKeyAlgorithm.ofIssuer(key.algorithm()));
                try {
                    keys.add(new Verifying(key.kid(), algorithm, algorithm.key(key.spec())));
                } catch (GeneralSecurityException e) {
                    LOG.debug("Left out a key that is none of {}", algorithm);
                }
            }
            return keys;
        }
    }

    /** The text of a column, and the keys in it. */
    private record Registered(String jwks, List<Verifying> keys) {}

    private final FetchedDocuments<List<Verifying>> published;
    private final Map<UUID, Registered> registered = new ConcurrentHashMap<>();

    public ClientSignatures(Fetcher fetcher) {
        this(fetcher, System::nanoTime);
    }

    ClientSignatures(Fetcher fetcher, LongSupplier nanoTime) {
        this.published = new FetchedDocuments<>(fetcher, ClientKeys.MOST_BYTES, ClientSignatures::read, nanoTime);
    }

    /** Where keys are. */
    interface Source {

        /**
         * The keys; none when there are none now.
         *
         * @param again whether one is missing, so that they are fetched although they are fresh
         */
        List<Verifying> keys(boolean again);

        /** Whether they are fetched. */
        boolean isFetched();
    }

    /**
     * Whether a key of the client made the signature, with ES256, PS256 or EdDSA. A {@code kid} that is not known has the
     * keys at a {@code jwks_uri} fetched again, once a minute at most.
     */
    public boolean verify(Client client, SignedJWT jwt) {
        return verify(jwt, PublicKeyAlgorithm.of(jwt.getHeader().getAlgorithm().getName()), new Source() {
            @Override
            public List<Verifying> keys(boolean again) {
                return ClientSignatures.this.keys(client, again);
            }

            @Override
            public boolean isFetched() {
                return client.authentication().jwksUri() != null;
            }
        });
    }

    /** The same for other keys and algorithms. */
    static boolean verify(SignedJWT jwt, @Nullable PublicKeyAlgorithm algorithm, Source source) {
        JWSHeader header = jwt.getHeader();
        if (algorithm == null || header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
            return false;
        }
        List<Verifying> keys = fitting(source.keys(false), header.getKeyID(), algorithm);
        if (verify(keys, jwt)) {
            return true;
        }
        boolean mayBeNew = keys.isEmpty() || header.getKeyID() == null;
        return mayBeNew && source.isFetched() && verify(fitting(source.keys(true), header.getKeyID(), algorithm), jwt);
    }

    private static boolean verify(List<Verifying> keys, SignedJWT jwt) {
        byte[] input = jwt.getSigningInput();
        byte[] signature = jwt.getSignature().decode();
        return keys.stream().anyMatch(key -> key.algorithm().verify(key.key(), input, signature));
    }

    private static List<Verifying> fitting(List<Verifying> keys, @Nullable String kid, PublicKeyAlgorithm algorithm) {
        return keys.stream()
                .filter(key -> key.algorithm() == algorithm && (kid == null || kid.equals(key.kid())))
                .limit(MOST_TRIED)
                .toList();
    }

    /** The keys that the client has now; none when they cannot be fetched. */
    List<Verifying> keys(Client client, boolean again) {
        String uri = client.authentication().jwksUri();
        String jwks = client.authentication().jwks();
        try {
            if (uri != null) {
                return again ? published.getAgain(URI.create(uri)) : published.get(URI.create(uri));
            }
            return jwks == null ? List.of() : registered(client.id(), jwks);
        } catch (FetchException | IllegalArgumentException e) {
            LOG.warn("The keys of client '{}' cannot be read: {}", client.clientId(), e.getMessage());
            return List.of();
        }
    }

    private List<Verifying> registered(UUID client, String jwks) {
        Registered known = registered.get(client);
        if (known == null || !known.jwks().equals(jwks)) {
            known = new Registered(jwks, Verifying.of(ClientKeys.readUsable(jwks)));
            registered.put(client, known);
        }
        return known.keys();
    }

    private static List<Verifying> read(Fetched answer) throws FetchException {
        if (!answer.isJson()) {
            throw new FetchException("its content type is not application/json or application/jwk-set+json");
        }
        try {
            return Verifying.of(ClientKeys.readUsable(answer.body()));
        } catch (IllegalArgumentException e) {
            throw new FetchException("it is no JWK Set of at most " + ClientKeys.MOST_BYTES + " bytes");
        }
    }
}
