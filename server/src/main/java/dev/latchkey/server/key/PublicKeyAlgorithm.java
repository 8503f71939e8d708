package dev.latchkey.server.key;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The algorithms with which clients sign, and issuers that clients trust (<a
 * href="https://www.rfc-editor.org/rfc/rfc7518#section-3.1">RFC 7518</a>, RFC 8037).
 */
public enum PublicKeyAlgorithm {
    ES256("ES256", "EC", "SHA256withECDSAinP1363Format", 64),
    PS256("PS256", "RSA", "RSASSA-PSS", 0),
    EDDSA("EdDSA", "Ed25519", "Ed25519", 64),
    /** Of issuers only: clients of this server sign with better ones. */
    RS256("RS256", "RSA", "SHA256withRSA", 0);

    /** Those of clients. */
    public static final List<PublicKeyAlgorithm> OF_CLIENTS = List.of(ES256, PS256, EDDSA);

    private static final AlgorithmParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    private final String value;
    private final String family;
    private final String signature;
    private final int signatureBytes;

    PublicKeyAlgorithm(String value, String family, String signature, int signatureBytes) {
        this.value = value;
        this.family = family;
        this.signature = signature;
        this.signatureBytes = signatureBytes;
    }

    /** The {@code alg} of a JWS. */
    public String value() {
        return value;
    }

    /** The algorithm of clients that has this name; null when it is none of these. */
    public static @Nullable PublicKeyAlgorithm of(@Nullable String value) {
        PublicKeyAlgorithm algorithm = ofIssuer(value);
        return algorithm == RS256 ? null : algorithm;
    }

    /** The same of issuers. */
    public static @Nullable PublicKeyAlgorithm ofIssuer(@Nullable String value) {
        for (PublicKeyAlgorithm algorithm : values()) {
            if (algorithm.value.equals(value)) {
                return algorithm;
            }
        }
        return null;
    }

    /**
     * Makes a key.
     *
     * @throws GeneralSecurityException when it is none of this algorithm
     */
    public PublicKey key(KeySpec key) throws GeneralSecurityException {
        try {
            return keyFactory().generatePublic(key);
        } catch (RuntimeException e) {
            // The fast provider says of some keys in this way that they are none.
            throw new InvalidKeySpecException(e);
        }
    }

    private KeyFactory keyFactory() throws NoSuchAlgorithmException {
        // The fast provider verifies Ed25519 but makes no such keys.
        return this == EDDSA ? KeyFactory.getInstance(family) : FastCrypto.keyFactory(family);
    }

    /** Whether this key made the signature, in the form of a JWS. */
    public boolean verify(PublicKey key, byte[] message, byte[] bytes) {
        if (signatureBytes > 0 && bytes.length != signatureBytes) {
            return false;
        }
        try {
            Signature verifier = FastCrypto.signature(signature);
            if (this == PS256) {
                verifier.setParameter(PSS);
            }
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(bytes);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }
}
