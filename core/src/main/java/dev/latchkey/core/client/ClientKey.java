package dev.latchkey.core.client;

import dev.latchkey.core.key.EdwardsKeys;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A public key with which a client signs, or an issuer that a client trusts: a JWK (<a
 * href="https://www.rfc-editor.org/rfc/rfc7517#section-4">RFC 7517, section 4</a>).
 *
 * @param kid the name of the key; null when it has none
 * @param algorithm ES256, PS256 or EdDSA; of an issuer RS256 too
 * @param spec what the key is made of
 * @param members those of the JWK that say all this, in a fixed order
 */
public record ClientKey(@Nullable String kid, String algorithm, KeySpec spec, Map<String, String> members) {

    /** What no public key has. */
    private static final List<String> PRIVATE = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private static final int LEAST_RSA_BITS = 2048;

    /** A larger modulus or exponent costs the server more than the client. */
    private static final int MOST_RSA_BITS = 4096;

    private static final int MOST_EXPONENT_BITS = 32;
    private static final int MOST_KID = 256;
    private static final int COORDINATE = 32;

    private static final String ES256 = "ES256";
    private static final String PS256 = "PS256";
    private static final String RS256 = "RS256";
    private static final String EDDSA = "EdDSA";

    /**
     * Reads a JWK of a client.
     *
     * @param jwk its members; those that are no text have an empty one
     * @throws IllegalArgumentException saying what is wrong
     */
    static ClientKey of(Map<String, String> jwk) {
        return of(jwk, PS256);
    }

    /**
     * Reads a JWK of an issuer. With an RSA key it signs with PS256 only when the JWK says so: most sign with RS256.
     *
     * @param jwk as above
     * @throws IllegalArgumentException as above
     */
    static ClientKey ofIssuer(Map<String, String> jwk) {
        return of(jwk, PS256.equals(jwk.get("alg")) ? PS256 : RS256);
    }

    private static ClientKey of(Map<String, String> jwk, String rsa) {
        if (PRIVATE.stream().anyMatch(jwk::containsKey)) {
            throw new IllegalArgumentException("it is a private or a shared key. Only its owner may have that: give the"
                    + " server the public key alone, and make another pair if this one was anywhere else");
        }
        String kid = jwk.get("kid");
        if (kid != null && (kid.isEmpty() || kid.length() > MOST_KID)) {
            throw new IllegalArgumentException("its kid is no text of 1 to " + MOST_KID + " characters");
        }
        String use = jwk.get("use");
        if (use != null && !use.equals("sig")) {
            throw new IllegalArgumentException("its use is not sig");
        }
        ClientKey key = switch (jwk.getOrDefault("kty", "")) {
            case "EC" -> new ClientKey(kid, ES256, ec(jwk), members(jwk, "crv", "x", "y"));
            case "RSA" -> new ClientKey(kid, rsa, rsa(jwk), members(jwk, "n", "e"));
            case "OKP" -> new ClientKey(kid, EDDSA, edwards(jwk), members(jwk, "crv", "x"));
            default -> throw new IllegalArgumentException("its kty is not EC, RSA or OKP");
        };
        String alg = jwk.get("alg");
        if (alg != null && !alg.equals(key.algorithm) && !(alg.equals("Ed25519") && key.algorithm.equals(EDDSA))) {
            throw new IllegalArgumentException(
                    "its alg is not " + key.algorithm + ", which is what a key of this kind" + " signs with here");
        }
        return key;
    }

    private static Map<String, String> members(Map<String, String> jwk, String... names) {
        Map<String, String> members = new LinkedHashMap<>();
        Stream.concat(Stream.of("kty", "kid", "use", "alg"), Stream.of(names)).forEach(name -> {
            String value = jwk.get(name);
            if (value != null) {
                members.put(name, value);
            }
        });
        return members;
    }

    private static ECPublicKeySpec ec(Map<String, String> jwk) {
        require(jwk, "crv", Set.of("P-256"));
        ECParameterSpec curve = p256();
        BigInteger x = new BigInteger(1, bytes(jwk, "x", COORDINATE));
        BigInteger y = new BigInteger(1, bytes(jwk, "y", COORDINATE));
        BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger right = x.pow(3)
                .add(curve.getCurve().getA().multiply(x))
                .add(curve.getCurve().getB())
                .mod(p);
        if (x.compareTo(p) >= 0
                || y.compareTo(p) >= 0
                || !y.modPow(BigInteger.TWO, p).equals(right)) {
            throw new IllegalArgumentException("its point is not on the curve P-256");
        }
        return new ECPublicKeySpec(new ECPoint(x, y), curve);
    }

    private static RSAPublicKeySpec rsa(Map<String, String> jwk) {
        BigInteger modulus = new BigInteger(1, bytes(jwk, "n", 0));
        BigInteger exponent = new BigInteger(1, bytes(jwk, "e", 0));
        if (modulus.bitLength() < LEAST_RSA_BITS || modulus.bitLength() > MOST_RSA_BITS) {
            throw new IllegalArgumentException("an RSA key has " + LEAST_RSA_BITS + " to " + MOST_RSA_BITS
                    + " bits, and this one " + modulus.bitLength());
        }
        if (exponent.compareTo(BigInteger.TWO) <= 0
                || !exponent.testBit(0)
                || exponent.bitLength() > MOST_EXPONENT_BITS) {
            throw new IllegalArgumentException("its exponent e is not 65537 or another usual one");
        }
        return new RSAPublicKeySpec(modulus, exponent);
    }

    private static EdECPublicKeySpec edwards(Map<String, String> jwk) {
        require(jwk, "crv", Set.of("Ed25519"));
        byte[] littleEndian = bytes(jwk, "x", EdwardsKeys.LENGTH);
        if (EdwardsKeys.isWeak(littleEndian)) {
            throw new IllegalArgumentException("its point is of small order: signatures for it need no private key");
        }
        byte[] bytes = new byte[COORDINATE];
        for (int i = 0; i < COORDINATE; i++) {
            bytes[i] = littleEndian[COORDINATE - 1 - i];
        }
        boolean odd = bytes[0] < 0;
        bytes[0] &= 0x7F;
        return new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, bytes)));
    }

    private static void require(Map<String, String> jwk, String name, Set<String> values) {
        if (!values.contains(jwk.getOrDefault(name, ""))) {
            throw new IllegalArgumentException("its " + name + " is not " + String.join(" or ", values));
        }
    }

    /** Bytes in base64url; of any number when {@code length} is 0. */
    private static byte[] bytes(Map<String, String> jwk, String name, int length) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(jwk.getOrDefault(name, ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its " + name + " is not base64url", e);
        }
        if (bytes.length == 0 || (length > 0 && bytes.length != length)) {
            throw new IllegalArgumentException("its " + name + " is missing or has another length");
        }
        return bytes;
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java has no curve P-256", e);
        }
    }
}
