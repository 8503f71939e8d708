package dev.latchkey.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import org.jspecify.annotations.Nullable;

/** Keys and signatures of the provider that servers use where they can. */
final class Crypto {

    private static final @Nullable Provider CORRETTO = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null
            ? AmazonCorrettoCryptoProvider.INSTANCE
            : null;

    private Crypto() {}

    /** Of the same provider as the signatures: another one's it would translate each time. */
    static KeyPair pair(String family, int bits) {
        try {
            KeyPairGenerator generator = CORRETTO == null
                    ? KeyPairGenerator.getInstance(family)
                    : KeyPairGenerator.getInstance(family, CORRETTO);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] sign(String algorithm, PrivateKey key, byte[] message) throws GeneralSecurityException {
        Signature signature =
                CORRETTO == null ? Signature.getInstance(algorithm) : Signature.getInstance(algorithm, CORRETTO);
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
    }
}
