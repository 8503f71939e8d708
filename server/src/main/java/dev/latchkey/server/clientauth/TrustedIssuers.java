package dev.latchkey.server.clientauth;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.client.ClientKeys;
import dev.latchkey.core.client.ClientTrust;
import dev.latchkey.core.client.TrustedAuthorities;
import dev.latchkey.core.text.WholeText;
import dev.latchkey.server.clientauth.ClientSignatures.Verifying;
import dev.latchkey.server.fetch.FetchException;
import dev.latchkey.server.fetch.Fetched;
import dev.latchkey.server.fetch.FetchedDocuments;
import dev.latchkey.server.fetch.Fetcher;
import dev.latchkey.server.key.PublicKeyAlgorithm;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of issuers that clients trust: those in the database, at a URI, or where the metadata of the issuer say (<a
 * href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig">OpenID Connect Discovery 1.0, section
 * 4</a>). Documents are shared by all trusts that ask the same authorities for the same URI.
 */
public final class TrustedIssuers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrustedIssuers.class);

    private static final Duration STALE = Duration.ofDays(1);
    private static final int MOST_METADATA = 65_536;

    /** Each has an HTTP client of its own. */
    private static final int MOST_AUTHORITIES = 100;

    private static final int MOST_SETS = 1_000;

    /** What is needed of an issuer's metadata. */
    private record Metadata(String issuer, URI jwksUri) {}

    /** What was fetched of hosts that the same authorities certified. */
    private final class Documents {
        private final Fetcher fetcher;
        private final FetchedDocuments<Metadata> metadata;
        private final FetchedDocuments<List<Verifying>> keys;

        Documents(Fetcher fetcher) {
            this.fetcher = fetcher;
            this.metadata =
                    new FetchedDocuments<>(fetcher, MOST_METADATA, STALE, TrustedIssuers::readMetadata, nanoTime);
            this.keys =
                    new FetchedDocuments<>(fetcher, ClientKeys.MOST_BYTES, STALE, TrustedIssuers::readKeys, nanoTime);
        }
    }

    private final LongSupplier nanoTime;
    private final Documents usual;
    private final Map<String, List<Verifying>> given = new ConcurrentHashMap<>();

    /** The least recently used first. */
    private final SequencedMap<List<String>, Documents> byAuthorities = new LinkedHashMap<>(16, 0.75f, true);

    public TrustedIssuers(Fetcher fetcher) {
        this(fetcher, System::nanoTime);
    }

    TrustedIssuers(Fetcher fetcher, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.usual = new Documents(fetcher);
    }

    /** Whether a key of the issuer made the signature. An unknown {@code kid} has its keys fetched again, once a minute at most. */
    boolean verify(ClientTrust trust, SignedJWT jwt) {
        PublicKeyAlgorithm algorithm =
                PublicKeyAlgorithm.ofIssuer(jwt.getHeader().getAlgorithm().getName());
        return ClientSignatures.verify(jwt, algorithm, new ClientSignatures.Source() {
            @Override
            public List<Verifying> keys(boolean again) {
                return TrustedIssuers.this.keys(trust, again);
            }

            @Override
            public boolean isFetched() {
                return trust.jwks() == null;
            }
        });
    }

    private List<Verifying> keys(ClientTrust trust, boolean again) {
        try {
            if (trust.jwks() != null) {
                return given(trust.jwks());
            }
            Documents documents = documents(trust.ca());
            URI uri = jwksUri(trust, documents);
            return again ? documents.keys.getAgain(uri) : documents.keys.get(uri);
        } catch (FetchException | IllegalArgumentException e) {
            LOG.warn("The keys of the issuer {} cannot be read: {}", trust.issuer(), e.getMessage());
            return List.of();
        }
    }

    private List<Verifying> given(String jwks) {
        if (given.size() >= MOST_SETS) {
            given.clear();
        }
        return given.computeIfAbsent(jwks, text -> Verifying.of(ClientKeys.readUsableOfIssuer(text)));
    }

    private static URI jwksUri(ClientTrust trust, Documents documents) throws FetchException {
        if (trust.jwksUri() != null) {
            return URI.create(trust.jwksUri());
        }
        Metadata metadata = documents.metadata.get(URI.create(trust.metadataUrl()));
        // Else one host could speak for another issuer (section 4.3).
        if (!metadata.issuer().equals(trust.issuer())) {
            throw new FetchException("its metadata are of another issuer, which is compared exactly");
        }
        return metadata.jwksUri();
    }

    private Documents documents(List<String> ca) {
        if (ca.isEmpty()) {
            return usual;
        }
        synchronized (byAuthorities) {
            Documents documents = byAuthorities.get(ca);
            if (documents == null) {
                if (byAuthorities.size() >= MOST_AUTHORITIES) {
                    close(byAuthorities.pollFirstEntry());
                }
                documents = new Documents(usual.fetcher.trustingOnly(TrustedAuthorities.read(ca)));
                byAuthorities.put(ca, documents);
            }
            return documents;
        }
    }

    private static Metadata readMetadata(Fetched answer) throws FetchException {
        requireJson(answer);
        try {
            Map<String, Object> json = JSONObjectUtils.parse(answer.body());
            if (WholeText.isWholeIn(json)
                    && json.get("issuer") instanceof String issuer
                    && json.get("jwks_uri") instanceof String uri
                    && uri.length() <= ClientTrust.MOST_LENGTH) {
                return new Metadata(issuer, URI.create(uri));
            }
        } catch (ParseException | IllegalArgumentException e) {
            // Said below.
        }
        throw new FetchException("its metadata are no JSON with an issuer and a jwks_uri");
    }

    private static List<Verifying> readKeys(Fetched answer) throws FetchException {
        requireJson(answer);
        try {
            return Verifying.of(ClientKeys.readUsableOfIssuer(answer.body()));
        } catch (IllegalArgumentException e) {
            throw new FetchException("it is no JWK Set of at most " + ClientKeys.MOST_BYTES + " bytes");
        }
    }

    private static void requireJson(Fetched answer) throws FetchException {
        if (!answer.isJson()) {
            throw new FetchException("its content type is not JSON");
        }
    }

    private static void close(Map.@Nullable Entry<?, Documents> entry) {
        if (entry != null) {
            try {
                entry.getValue().fetcher.close();
            } catch (IOException e) {
                LOG.debug("A client of HTTP was not closed: {}", e.getMessage());
            }
        }
    }

    /** Ends what it made; the fetcher that it was given goes on. */
    @Override
    public void close() {
        synchronized (byAuthorities) {
            byAuthorities.entrySet().forEach(TrustedIssuers::close);
            byAuthorities.clear();
        }
    }
}
