package dev.latchkey.server.authn;

import dev.latchkey.core.credential.HashFormats;
import dev.latchkey.core.credential.HashFormats.Share;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hashes to compare with when a name has no account, so that timing does not reveal whether an account exists. Each has
 * one of the formats of the stored hashes, in proportion to their numbers. A secret key and the name choose the format,
 * so that repeated requests for a name take equally long. The reasons are in decision 12.
 */
final class Decoys {

    private static final Logger LOG = LoggerFactory.getLogger(Decoys.class);

    /** Accounts are imported and hashed again; so soon names without an account follow. */
    private static final long FRESH = TimeUnit.MINUTES.toNanos(10);

    private static final double UNIT = 1.0 / (1L << 53);

    private final HashFormats formats;
    private final Supplier<SecretKey> key;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Known known;

    /**
     * Prepares; nothing is read before the first use.
     *
     * @param key the same on all servers
     */
    Decoys(HashFormats formats, Supplier<SecretKey> key) {
        this.formats = formats;
        this.key = key;
    }

    private record Known(SecretKey key, List<Share> shares, long total, long until) {}

    /** The decoy of a name; null for one of our own format. Reads a sample of the accounts at the first use. */
    @Nullable
    String of(String name) {
        Known now = current();
        double place = place(now.key(), name) * now.total();
        for (Share share : now.shares()) {
            place -= share.accounts();
            if (place < 0) {
                return share.decoy();
            }
        }
        return null;
    }

    private Known current() {
        Known now = known;
        if (now == null) {
            lock.lock();
            try {
                Known first = known;
                return first == null ? read(key.get()) : first;
            } finally {
                lock.unlock();
            }
        }
        if (System.nanoTime() - now.until() >= 0 && lock.tryLock()) {
            // One request reads; the others go on with what is known.
            try {
                return read(now.key());
            } catch (RuntimeException e) {
                LOG.debug("Going on with the formats of hashes that are known", e);
            } finally {
                lock.unlock();
            }
        }
        return now;
    }

    private Known read(SecretKey key) {
        List<Share> shares = formats.sample();
        var read = new Known(
                key, shares, shares.stream().mapToLong(Share::accounts).sum(), System.nanoTime() + FRESH);
        known = read;
        return read;
    }

    /** From 0 to 1. */
    private static double place(SecretKey key, String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] bytes = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(bytes).getLong() >>> 11) * UNIT;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC failed", e);
        }
    }
}
