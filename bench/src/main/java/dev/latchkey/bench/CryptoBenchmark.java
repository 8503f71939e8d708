package dev.latchkey.bench;

import dev.latchkey.core.credential.HashBounds;
import dev.latchkey.core.credential.Passwords;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** What no server can do without: one signature, one hash. */
@State(Scope.Benchmark)
public class CryptoBenchmark {

    private static final String PASSWORD = "correct horse battery";
    private static final byte[] TOKEN = new byte[400];

    private final PrivateKey ellipticCurve = Crypto.pair("EC", 256).getPrivate();
    private final PrivateKey rsa = Crypto.pair("RSA", 2048).getPrivate();
    private final Passwords passwords = Passwords.fast(1, HashBounds.DEFAULT);
    private final String hash = passwords.hash(PASSWORD);

    @Benchmark
    public byte[] es256() throws GeneralSecurityException {
        return Crypto.sign("SHA256withECDSA", ellipticCurve, TOKEN);
    }

    @Benchmark
    public byte[] rs256() throws GeneralSecurityException {
        return Crypto.sign("SHA256withRSA", rsa, TOKEN);
    }

    /** On all processors, as when people sign in: they share the memory. */
    @Benchmark
    @Threads(Threads.MAX)
    public Object argon2id() {
        return passwords.verify(PASSWORD, hash);
    }
}
