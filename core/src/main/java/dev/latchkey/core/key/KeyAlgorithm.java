package dev.latchkey.core.key;

import dev.latchkey.core.jdbc.Secrets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a key is for, by its JWA name (<a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.1">RFC 7518</a>). */
public enum KeyAlgorithm {
    /** Signs access tokens; every library verifies it without being told. */
    RS256,
    /** Signs access tokens; smaller and ten times cheaper to make. */
    ES256,
    /** Authenticates refresh tokens; never leaves the server. */
    HS256;

    /** The algorithm of this name; empty when a newer version made it. */
    public static Optional<KeyAlgorithm> of(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equals(name))
                .findFirst();
    }

    /** A fresh key: the public part (X.509, DER; null for HS256) and the secret part (PKCS#8, DER; raw for HS256). */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Generated(byte @Nullable [] publicKey, byte[] secretKey) {}

    /** Has Java choose a provider where none is given. */
    Generated generate(@Nullable Provider provider) {
        return switch (this) {
            case RS256 -> generatePair("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4), provider);
            case ES256 -> generatePair("EC", new ECGenParameterSpec("secp256r1"), provider);
            case HS256 -> new Generated(null, Secrets.bytes(32));
        };
    }

    private static Generated generatePair(
            String family, AlgorithmParameterSpec parameters, @Nullable Provider provider) {
        try {
            KeyPairGenerator generator = provider == null
                    ? KeyPairGenerator.getInstance(family)
                    : KeyPairGenerator.getInstance(family, provider);
            generator.initialize(parameters);
            KeyPair pair = generator.generateKeyPair();
            return new Generated(
                    pair.getPublic().getEncoded(), pair.getPrivate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot make a key for " + family, e);
        }
    }
}
