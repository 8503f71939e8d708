package dev.latchkey.resource;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A proof of a key (RFC 9449) that a test makes and changes. */
final class TestProof {

    private final Key key;
    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();

    /** A key of a client. */
    record Key(String algorithm, JWK publicKey, PrivateKey privateKey) {

        static Key es256() {
            ECKey key = TestIssuer.newKey("client");
            try {
                ECKey named = new ECKey.Builder(key).keyID(null).build();
                return new Key("ES256", named.toPublicJWK(), key.toPrivateKey());
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        }

        static Key ps256(int bits) {
            try {
                RSAKey key = new RSAKeyGenerator(bits, true).generate();
                return new Key("PS256", key.toPublicJWK(), key.toPrivateKey());
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        }

        /**
         * A key of about 5120 bits from the primes of five small keys. What checks a signature sees no difference, and two
         * primes of 2560 bits are searched for half a minute.
         */
        static Key hugePs256() {
            try {
                BigInteger modulus = BigInteger.ONE;
                BigInteger order = BigInteger.ONE;
                for (int i = 0; i < 5; i++) {
                    RSAKey small = new RSAKeyGenerator(1024, true).generate();
                    modulus = modulus.multiply(small.getModulus().decodeToBigInteger());
                    order = order.multiply(small.getFirstPrimeFactor()
                                    .decodeToBigInteger()
                                    .subtract(BigInteger.ONE))
                            .multiply(small.getSecondPrimeFactor()
                                    .decodeToBigInteger()
                                    .subtract(BigInteger.ONE));
                }
                BigInteger exponent = RSAKeyGenParameterSpec.F4;
                RSAKey key = new RSAKey.Builder(Base64URL.encode(modulus), Base64URL.encode(exponent))
                        .privateExponent(Base64URL.encode(exponent.modInverse(order)))
                        .build();
                return new Key("PS256", key.toPublicJWK(), key.toPrivateKey());
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        }

        static Key edDsa() {
            try {
                KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                byte[] encoded = pair.getPublic().getEncoded();
                Base64URL x = Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
                return new Key(
                        "EdDSA",
                        new OctetKeyPair.Builder(com.nimbusds.jose.jwk.Curve.Ed25519, x).build(),
                        pair.getPrivate());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        String jkt() {
            try {
                return publicKey.computeThumbprint().toString();
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        }

        /** A good proof, which a test changes. */
        TestProof proof(String method, String url, String accessToken) {
            return new TestProof(this)
                    .header("typ", "dpop+jwt")
                    .header("alg", algorithm)
                    .header("jwk", publicKey.toJSONObject())
                    .claim("jti", UUID.randomUUID().toString())
                    .claim("htm", method)
                    .claim("htu", url)
                    .claim("ath", sha256(accessToken))
                    .claim("iat", Instant.now().getEpochSecond());
        }

        private byte[] sign(byte[] message) throws GeneralSecurityException {
            Signature signature = Signature.getInstance(
                    algorithm.equals("ES256")
                            ? "SHA256withECDSAinP1363Format"
                            : algorithm.equals("PS256") ? "RSASSA-PSS" : "Ed25519");
            if (algorithm.equals("PS256")) {
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        }
    }

    private TestProof(Key key) {
        this.key = key;
    }

    static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            return Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets a member of the header; null removes it. */
    TestProof header(String name, @Nullable Object value) {
        header.put(name, value);
        header.values().removeIf(member -> member == null);
        return this;
    }

    /** Sets a claim; null removes it. */
    TestProof claim(String name, @Nullable Object value) {
        claims.put(name, value);
        claims.values().removeIf(member -> member == null);
        return this;
    }

    String sign() {
        return signedBy(key);
    }

    /** With a signature that no key has made. */
    String signedAs(byte[] signature) {
        return input() + "." + Base64URL.encode(signature);
    }

    private String input() {
        return Base64URL.encode(json(header)) + "." + Base64URL.encode(json(claims));
    }

    /** Half a surrogate pair has no UTF-8, but an escape. */
    private static String json(Map<String, Object> members) {
        return JSONObjectUtils.toJSONString(members).replace("\ud800", "\\ud800");
    }

    String signedBy(Key other) {
        try {
            String input = input();
            return input + "." + Base64URL.encode(other.sign(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
