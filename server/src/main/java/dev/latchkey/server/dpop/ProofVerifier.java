package dev.latchkey.server.dpop;

import dev.latchkey.core.once.SeenOnce;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.key.PublicKeyAlgorithm;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Verifies the proof of a request by the rules of <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.3">RFC 9449,
 * section 4.3</a>. A request without a proof costs a look for the header.
 */
public final class ProofVerifier {

    /** The header of a request with its proof. */
    public static final String HEADER = "DPoP";

    /** In characters; one with an RSA key of 4,096 bits has 2,500. */
    private static final int MAX_LENGTH = 4096;

    private static final int MAX_JTI = 256;

    /** How old a proof without a nonce may be. */
    private static final Duration MOST_AGE = Duration.ofSeconds(60);

    /** How far the clock of a client may be ahead. */
    private static final Duration MOST_AHEAD = Duration.ofSeconds(10);

    private final Nonces nonces;
    private final Replays replays;
    private final InstantSource clock;
    private final List<String> bases;

    /**
     * For the requests to one server.
     *
     * @param bases the URLs that clients know the server by: the issuer, and others with the same paths
     */
    public ProofVerifier(KeyDirectory keys, SeenOnce seen, InstantSource clock, List<URI> bases) {
        this.nonces = new Nonces(keys, clock);
        this.replays = new Replays(seen, nonces, clock);
        this.clock = clock;
        this.bases =
                bases.stream().map(base -> base.toString().replaceAll("/$", "")).toList();
    }

    /** The {@code alg} values that are accepted. */
    public static List<String> algorithms() {
        return PublicKeyAlgorithm.OF_CLIENTS.stream()
                .map(PublicKeyAlgorithm::value)
                .toList();
    }

    /**
     * Reads the proof of a request without an access token.
     *
     * @return empty when there is none
     * @throws RefusedProof when it is not good, or when it needs a nonce
     */
    public Optional<Proof> read(HttpServletRequest request) {
        Enumeration<String> headers = request.getHeaders(HEADER);
        return headers.hasMoreElements() ? Optional.of(read(request, headers, null)) : Optional.empty();
    }

    /**
     * Reads the proof that goes with an access token.
     *
     * @throws RefusedProof when it is missing, or as above
     */
    public Proof read(HttpServletRequest request, String accessToken) {
        Enumeration<String> headers = request.getHeaders(HEADER);
        if (!headers.hasMoreElements()) {
            throw RefusedProof.invalid("The header DPoP is missing.");
        }
        return read(request, headers, accessToken);
    }

    /**
     * Takes the proof of a request, if there is one, so that it is not accepted again. Call it last, when nothing else
     * stands in the way. What is good once itself needs it not: a code, a refresh token.
     *
     * @throws RefusedProof when it was used before, or when a nonce is demanded
     * @throws dev.latchkey.server.http.Failure 503, when there is no room for more
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    public void spend(Optional<Proof> proof) {
        proof.ifPresent(replays::spend);
    }

    private Proof read(HttpServletRequest request, Enumeration<String> headers, @Nullable String accessToken) {
        String text = headers.nextElement();
        check(!headers.hasMoreElements(), "There is more than one proof.");
        return verify(text, request.getMethod(), request.getRequestURI(), accessToken);
    }

    /** Verifies the one proof of a request with this method and path. */
    Proof verify(String text, String method, String path, @Nullable String accessToken) {
        check(text.length() <= MAX_LENGTH, "The proof is too long.");
        SignedJson jws =
                SignedJson.parse(text).orElseThrow(() -> RefusedProof.invalid("The proof is not a signed JWT."));
        check("dpop+jwt".equals(jws.headerText("typ")), "The typ of the proof is not dpop+jwt.");
        check(!jws.header().has("crit"), "The proof has a crit.");
        PublicKeyAlgorithm algorithm = PublicKeyAlgorithm.of(jws.headerText("alg"));
        if (algorithm == null) {
            throw RefusedProof.invalid("The alg of the proof is not one of " + String.join(", ", algorithms()) + ".");
        }
        JsonNode jwk = jws.header().get("jwk");
        check(jwk != null, "The proof has no jwk.");
        ProofKey key = ProofKey.read(algorithm, Objects.requireNonNull(jwk));
        checkClaims(jws, method, path, accessToken);
        String jti = jws.claim("jti");
        check(jti != null && !jti.isEmpty() && jti.length() <= MAX_JTI, "The jti of the proof is missing or too long.");
        check(
                algorithm.verify(key.key(), jws.input(), jws.signature()),
                "The signature of the proof is not that of its jwk.");
        return age(jws, key, Objects.requireNonNull(jti));
    }

    private void checkClaims(SignedJson jws, String method, String path, @Nullable String accessToken) {
        check(method.equals(jws.claim("htm")), "The htm of the proof is not the method of the request.");
        String htu = jws.claim("htu");
        check(
                htu != null && bases.stream().anyMatch(base -> TargetUri.isSame(htu, base + path)),
                "The htu of the proof is not the URL of the request.");
        check(
                accessToken == null || Digest.of(accessToken).equals(jws.claim("ath")),
                "The ath of the proof is not the hash of the access token.");
    }

    /** With a nonce its time counts; without one that of the client's clock (RFC 9449, section 11.1). */
    private Proof age(SignedJson jws, ProofKey key, String jti) {
        JsonNode iat = jws.payload().get("iat");
        check(iat != null && iat.isNumber(), "The iat of the proof is missing.");
        if (jws.payload().has("nonce")) {
            String nonce = jws.claim("nonce");
            Instant made = nonce == null ? null : nonces.read(nonce).orElse(null);
            if (made == null) {
                throw RefusedProof.wantsNonce(nonces.make());
            }
            return new Proof(key.thumbprint(), jti, made.plus(Nonces.LIFETIME), true);
        }
        // A number that is too large for a double is no time.
        double seconds = Objects.requireNonNull(iat).doubleValue(Double.NaN);
        Instant now = clock.instant();
        double age = now.getEpochSecond() - seconds;
        if (!(age <= MOST_AGE.toSeconds() && age >= -MOST_AHEAD.toSeconds())) {
            throw RefusedProof.wantsNonce(nonces.make());
        }
        return new Proof(
                key.thumbprint(),
                jti,
                Instant.ofEpochSecond((long) Math.ceil(seconds)).plus(MOST_AGE).plusSeconds(1),
                false);
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw RefusedProof.invalid(otherwise);
        }
    }
}
