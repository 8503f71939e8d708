package dev.latchkey.server.key;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.nimbusds.jose.jca.JCAAware;
import com.nimbusds.jose.jca.JCAContext;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs with the Corretto provider where this platform has it, which is three to eight times faster than the JDK. The
 * provider makes keys too.
 */
public final class FastCrypto {

    private static final Logger LOG = LoggerFactory.getLogger(FastCrypto.class);

    private static final boolean AVAILABLE = isAvailable();

    private FastCrypto() {}

    /** Null where this platform does not have it. */
    public static @Nullable Provider provider() {
        return AVAILABLE ? AmazonCorrettoCryptoProvider.INSTANCE : null;
    }

    /**
     * Makes keys that the provider can use as they are. A foreign one it would translate for every signature, which
     * costs more than the signature.
     *
     * @throws NoSuchAlgorithmException when there is no such family of keys
     */
    static KeyFactory keyFactory(String family) throws NoSuchAlgorithmException {
        return has("KeyFactory", family)
                ? KeyFactory.getInstance(family, AmazonCorrettoCryptoProvider.INSTANCE)
                : KeyFactory.getInstance(family);
    }

    /**
     * Makes what signs or verifies.
     *
     * @throws NoSuchAlgorithmException when there is no such algorithm
     */
    static Signature signature(String algorithm) throws NoSuchAlgorithmException {
        return has("Signature", algorithm)
                ? Signature.getInstance(algorithm, AmazonCorrettoCryptoProvider.INSTANCE)
                : Signature.getInstance(algorithm);
    }

    /** Not for Ed25519, which the provider has only when a property of the system says so. */
    private static boolean has(String type, String algorithm) {
        return AVAILABLE && AmazonCorrettoCryptoProvider.INSTANCE.getService(type, algorithm) != null;
    }

    static <T extends JCAAware<? extends JCAContext>> T use(T signerOrVerifier) {
        if (AVAILABLE) {
            signerOrVerifier.getJCAContext().setProvider(AmazonCorrettoCryptoProvider.INSTANCE);
        }
        return signerOrVerifier;
    }

    private static boolean isAvailable() {
        Throwable problem = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
        if (problem != null) {
            if (Boolean.getBoolean("com.amazon.corretto.crypto.provider.useExternalLib")) {
                // The exception says only that the jar was not looked into, as the launcher wants it.
                LOG.warn(
                        "Signing with the JDK, which takes longer: the native code of the Corretto provider cannot be loaded from {}",
                        System.getProperty("java.library.path"));
                return false;
            }
            LOG.info("Signing with the JDK: the Corretto provider was not loaded ({})", problem.toString());
        }
        return problem == null;
    }
}
