package dev.latchkey.server.key;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.nimbusds.jose.jca.JCAAware;
import com.nimbusds.jose.jca.JCAContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs with the Corretto provider where this platform has it, which is three to eight times faster than the JDK. */
final class FastCrypto {

    private static final Logger LOG = LoggerFactory.getLogger(FastCrypto.class);

    private static final boolean AVAILABLE = isAvailable();

    private FastCrypto() {}

    static <T extends JCAAware<? extends JCAContext>> T use(T signerOrVerifier) {
        if (AVAILABLE) {
            signerOrVerifier.getJCAContext().setProvider(AmazonCorrettoCryptoProvider.INSTANCE);
        }
        return signerOrVerifier;
    }

    private static boolean isAvailable() {
        Throwable problem = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
        if (problem != null) {
            LOG.info("Signing with the JDK: the Corretto provider is not for this platform ({})", problem.toString());
        }
        return problem == null;
    }
}
