package dev.latchkey.resource;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies the proof of a key that an access token is bound to: <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.3">RFC
 * 9449, section 4.3</a>. Accepts ES256, PS256 and EdDSA, and each proof once. Thread-safe.
 */
final class DpopProofs {

    /** For the {@code WWW-Authenticate} header. */
    static final String ALGORITHMS = "ES256 PS256 EdDSA";

    private static final System.Logger LOG = System.getLogger(DpopProofs.class.getName());

    private static final Set<JWSAlgorithm> ACCEPTED =
            Set.of(JWSAlgorithm.ES256, JWSAlgorithm.PS256, JWSAlgorithm.EdDSA);

    /** In characters. */
    private static final int MAX_LENGTH = 4096;

    private static final int MAX_ID = 256;
    private static final int LEAST_BITS = 2048;
    private static final int MOST_BITS = 4096;
    private static final int MOST_EXPONENT_BITS = 32;

    /** How old a proof may be, and how far the clock of a client may be ahead. */
    private static final Duration WINDOW = Duration.ofSeconds(60);

    /** What comes before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410). */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    private final ReplayStore replays;
    private final Clock clock;

    DpopProofs(ReplayStore replays, Clock clock) {
        this.replays = replays;
        this.clock = clock;
    }

    /**
     * Looks at the proof of a request.
     *
     * @param jkt the thumbprint that the access token is bound to
     * @return why the request is refused; empty when the proof is good, which it then never is again
     */
    Optional<Refusal> refusal(ResourceRequest request, String accessToken, String jkt) {
        List<String> headers = request.proofs();
        if (headers.size() != 1 || headers.get(0).length() > MAX_LENGTH) {
            return refused("The request has no DPoP proof, or more than one, or one that is too long");
        }
        SignedJWT proof;
        JWTClaimsSet claims;
        try {
            proof = SignedJWT.parse(headers.get(0));
            claims = proof.getJWTClaimsSet();
            if (!isSigned(proof, jkt)) {
                return refused("The DPoP proof is not signed by the key of the access token");
            }
            if (!request.method().equals(claims.getStringClaim("htm"))
                    || !isSame(claims.getStringClaim("htu"), request.url())) {
                return refused("The DPoP proof is one of another method or URL");
            }
            if (!sha256(accessToken).equals(claims.getStringClaim("ath"))) {
                return refused("The DPoP proof is one of another access token");
            }
        } catch (ParseException | JOSEException | GeneralSecurityException | RuntimeException e) {
            // Whatever a parser stumbles over, it is the proof's fault.
            return refused("The DPoP proof is malformed");
        }
        String id = claims.getJWTID();
        if (claims.getIssueTime() == null || id == null || id.isEmpty() || id.length() > MAX_ID || !isWhole(id)) {
            return refused("The DPoP proof has no iat or no jti");
        }
        Instant made = claims.getIssueTime().toInstant();
        Instant now = clock.instant();
        if (made.isAfter(now.plus(WINDOW)) || made.isBefore(now.minus(WINDOW))) {
            return refused("The DPoP proof is too old, or its clock is wrong");
        }
        return used(jkt + " " + id, made.plus(WINDOW));
    }

    /** Half a surrogate pair has no UTF-8: two such ids would be one. Stores need not take a NUL. */
    private static boolean isWhole(String id) {
        return id.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(id);
    }

    private Optional<Refusal> used(String id, Instant until) {
        try {
            return replays.first(sha256(id), until.plusSeconds(1))
                    ? Optional.empty()
                    : refused("The DPoP proof was used");
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "Whether a DPoP proof was used cannot be told: {0}", e.toString());
            return Optional.of(Refusal.unavailable("Whether the DPoP proof was used cannot be told at the moment"));
        }
    }

    private static Optional<Refusal> refused(String description) {
        return Optional.of(Refusal.proof(description));
    }

    private static boolean isSigned(SignedJWT proof, String jkt) throws JOSEException, GeneralSecurityException {
        JWSAlgorithm algorithm = proof.getHeader().getAlgorithm();
        JWK key = proof.getHeader().getJWK();
        if (key == null
                || key.isPrivate()
                || !ACCEPTED.contains(algorithm)
                || proof.getHeader().getType() == null
                || !"dpop+jwt".equals(proof.getHeader().getType().getType())
                || proof.getHeader().getCriticalParams() != null
                || !jkt.equals(key.computeThumbprint().toString())) {
            return false;
        }
        if (algorithm.equals(JWSAlgorithm.ES256)) {
            return key instanceof ECKey ec && proof.verify(new ECDSAVerifier(ec));
        }
        if (algorithm.equals(JWSAlgorithm.PS256)) {
            return key instanceof RSAKey rsa && isBounded(rsa) && proof.verify(new RSASSAVerifier(rsa));
        }
        return key instanceof OctetKeyPair okp && isSignedWithEd25519(proof, okp);
    }

    private static boolean isBounded(RSAKey key) {
        BigInteger exponent = key.getPublicExponent().decodeToBigInteger();
        int bits = key.getModulus().decodeToBigInteger().bitLength();
        return bits >= LEAST_BITS && bits <= MOST_BITS && exponent.bitLength() <= MOST_EXPONENT_BITS;
    }

    /** With Java's own implementation; the one of Nimbus needs another library. */
    private static boolean isSignedWithEd25519(SignedJWT proof, OctetKeyPair key) throws GeneralSecurityException {
        byte[] x = key.getX().decode();
        byte[] signature = proof.getSignature().decode();
        if (!key.getCurve().getName().equals("Ed25519")
                || x.length != 32
                || signature.length != 64
                || SmallOrder.isOf(x)) {
            return false;
        }
        byte[] encoded = new byte[ED25519.length + x.length];
        System.arraycopy(ED25519, 0, encoded, 0, ED25519.length);
        System.arraycopy(x, 0, encoded, ED25519.length, x.length);
        PublicKey publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(publicKey);
        verifier.update(proof.getSigningInput());
        return verifier.verify(signature);
    }

    /** The same scheme, host, port and path; query and fragment do not count. */
    private static boolean isSame(String htu, String url) {
        URI one = URI.create(htu).normalize();
        URI other = URI.create(url).normalize();
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && one.getRawUserInfo() == null
                && port(one) == port(other)
                && path(one).equals(path(other));
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private static String path(URI uri) {
        return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is missing", e);
        }
    }
}
