package dev.latchkey.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.latchkey.core.credential.HashBounds;
import dev.latchkey.core.credential.Passwords;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What no server can do without: one signature, one hash. */
@State(Scope.Benchmark)
public class CryptoBenchmark {

    private static final String PASSWORD = "correct horse battery";
    private static final byte[] TOKEN = new byte[400];

    /** What servers use where they can. */
    private static final @Nullable Provider CORRETTO = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null
            ? AmazonCorrettoCryptoProvider.INSTANCE
            : null;

    private final PrivateKey ellipticCurve = key("EC", 256);
    private final PrivateKey rsa = key("RSA", 2048);
    private final Passwords passwords = Passwords.fast(1, HashBounds.DEFAULT);
    private final String hash = passwords.hash(PASSWORD);

    @Benchmark
    public byte[] es256() throws GeneralSecurityException {
        return sign("SHA256withECDSA", ellipticCurve);
    }

    @Benchmark
    public byte[] rs256() throws GeneralSecurityException {
        return sign("SHA256withRSA", rsa);
    }

    @Benchmark
    public Object argon2id() {
        return passwords.verify(PASSWORD, hash);
    }

    private static byte[] sign(String algorithm, PrivateKey key) throws GeneralSecurityException {
        Signature signature =
                CORRETTO == null ? Signature.getInstance(algorithm) : Signature.getInstance(algorithm, CORRETTO);
        signature.initSign(key);
        signature.update(TOKEN);
        return signature.sign();
    }

    /** Of the same provider: another one's it would translate each time. */
    private static PrivateKey key(String family, int bits) {
        try {
            KeyPairGenerator generator = CORRETTO == null
                    ? KeyPairGenerator.getInstance(family)
                    : KeyPairGenerator.getInstance(family, CORRETTO);
            generator.initialize(bits);
            return generator.generateKeyPair().getPrivate();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
