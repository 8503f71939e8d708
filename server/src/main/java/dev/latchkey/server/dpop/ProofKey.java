package dev.latchkey.server.dpop;

import com.nimbusds.jose.crypto.utils.ECChecks;
import com.nimbusds.jose.jwk.Curve;
import dev.latchkey.core.key.EdwardsKeys;
import dev.latchkey.server.key.PublicKeyAlgorithm;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * The public key in the header of a proof: a JWK (<a href="https://www.rfc-editor.org/rfc/rfc7517">RFC 7517</a>).
 *
 * @param thumbprint SHA-256 in base64url (<a href="https://www.rfc-editor.org/rfc/rfc7638">RFC 7638</a>)
 */
record ProofKey(PublicKeyAlgorithm algorithm, PublicKey key, String thumbprint) {

    /** What no public key has; of one that is sent along, more programs than the client know the key. */
    private static final List<String> PRIVATE = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private static final ECParameterSpec P256 = Objects.requireNonNull(Curve.P_256.toECParameterSpec());

    /** What comes before the key in a SubjectPublicKeyInfo (RFC 8410). */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int LEAST_BITS = 2048;

    /** A larger modulus or exponent costs the server more than the client. */
    private static final int MOST_BITS = 4096;

    private static final int MOST_EXPONENT_BITS = 32;

    /**
     * Reads a key.
     *
     * @throws RefusedProof when it is no public key for the algorithm
     */
    static ProofKey read(PublicKeyAlgorithm algorithm, JsonNode jwk) {
        if (!jwk.isObject() || PRIVATE.stream().anyMatch(jwk::has)) {
            throw RefusedProof.invalid("The jwk of the proof is no public key.");
        }
        try {
            return switch (algorithm) {
                case ES256 -> ellipticCurve(jwk);
                case PS256 -> rsa(jwk);
                case EDDSA -> edwards(jwk);
                case RS256 -> throw RefusedProof.invalid("The alg of the proof is not one of clients.");
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw RefusedProof.invalid("The jwk of the proof is no key for its alg.");
        }
    }

    private static ProofKey ellipticCurve(JsonNode jwk) throws GeneralSecurityException {
        check(jwk, "kty", "EC");
        check(jwk, "crv", "P-256");
        String x = text(jwk, "x");
        String y = text(jwk, "y");
        ECPoint point = new ECPoint(coordinate(x), coordinate(y));
        if (!ECChecks.isPointOnCurve(point.getAffineX(), point.getAffineY(), P256)) {
            throw new IllegalArgumentException("Not on the curve");
        }
        return of(
                PublicKeyAlgorithm.ES256,
                PublicKeyAlgorithm.ES256.key(new ECPublicKeySpec(point, P256)),
                "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + x + "\",\"y\":\"" + y + "\"}");
    }

    /** Below the prime of the curve: the check of the curve reckons modulo that. */
    private static BigInteger coordinate(String text) {
        BigInteger coordinate = new BigInteger(1, bytes(text, 32));
        if (coordinate.compareTo(((ECFieldFp) P256.getCurve().getField()).getP()) >= 0) {
            throw new IllegalArgumentException("Not reduced");
        }
        return coordinate;
    }

    private static ProofKey rsa(JsonNode jwk) throws GeneralSecurityException {
        check(jwk, "kty", "RSA");
        String n = text(jwk, "n");
        String e = text(jwk, "e");
        BigInteger modulus = number(n, MOST_BITS);
        BigInteger exponent = number(e, MOST_EXPONENT_BITS);
        if (modulus.bitLength() < LEAST_BITS || exponent.compareTo(BigInteger.TWO) <= 0 || !exponent.testBit(0)) {
            throw new IllegalArgumentException("Too small");
        }
        return of(
                PublicKeyAlgorithm.PS256,
                PublicKeyAlgorithm.PS256.key(new RSAPublicKeySpec(modulus, exponent)),
                "{\"e\":\"" + e + "\",\"kty\":\"RSA\",\"n\":\"" + n + "\"}");
    }

    private static ProofKey edwards(JsonNode jwk) throws GeneralSecurityException {
        check(jwk, "kty", "OKP");
        check(jwk, "crv", "Ed25519");
        String x = text(jwk, "x");
        byte[] point = bytes(x, EdwardsKeys.LENGTH);
        if (EdwardsKeys.isWeak(point)) {
            throw new IllegalArgumentException("Small order");
        }
        byte[] encoded = Arrays.copyOf(ED25519, ED25519.length + point.length);
        System.arraycopy(point, 0, encoded, ED25519.length, point.length);
        return of(
                PublicKeyAlgorithm.EDDSA,
                PublicKeyAlgorithm.EDDSA.key(new X509EncodedKeySpec(encoded)),
                "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}");
    }

    private static ProofKey of(PublicKeyAlgorithm algorithm, PublicKey key, String canonical) {
        return new ProofKey(algorithm, key, Digest.of(canonical));
    }

    private static void check(JsonNode jwk, String name, String value) {
        if (!value.equals(SignedJson.text(jwk, name))) {
            throw new IllegalArgumentException(name);
        }
    }

    private static String text(JsonNode jwk, String name) {
        String text = SignedJson.text(jwk, name);
        if (text == null) {
            throw new IllegalArgumentException(name);
        }
        return text;
    }

    /** In the one spelling that there is, because the thumbprint is one of the text. */
    private static byte[] bytes(String text, int length) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length != length || !Digest.encode(bytes).equals(text)) {
            throw new IllegalArgumentException("Another length, or another spelling");
        }
        return bytes;
    }

    private static BigInteger number(String text, int mostBits) {
        if (text.length() > mostBits / 8 * 4 / 3 + 3) {
            throw new IllegalArgumentException("Too large");
        }
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length == 0 || bytes[0] == 0 || !Digest.encode(bytes).equals(text)) {
            throw new IllegalArgumentException("Another spelling");
        }
        BigInteger number = new BigInteger(1, bytes);
        if (number.bitLength() > mostBits) {
            throw new IllegalArgumentException("Too large");
        }
        return number;
    }
}
