package dev.latchkey.core.credential;

import dev.latchkey.core.credential.StoredHash.Argon2Hash;
import dev.latchkey.core.credential.StoredHash.ForeignHash;
import dev.latchkey.core.credential.StoredHash.WrappedHash;
import dev.latchkey.core.jdbc.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords with Argon2id and verifies those and imported ones, see {@link ImportedHash}. Every call to {@link #hash} and
 * {@link #verify} costs 14 to 30 ms of one core and 19 MiB, with an imported hash what that costs: callers bound how many
 * run at once.
 */
public final class Passwords {

    /** How a password compares with a stored hash. */
    public enum Verdict {
        MATCH,
        /** It matches, and the hash should be replaced by one that {@link #hash} makes. */
        MATCH_OUTDATED,
        MISMATCH,
        /** The stored hash has a format that this version does not know. */
        MALFORMED,
        /** The stored hash costs more than {@link HashBounds} allow. */
        TOO_COSTLY;

        public boolean matches() {
            return this == MATCH || this == MATCH_OUTDATED;
        }
    }

    /** The cost of our own hashes. */
    static final Argon2.Cost COST = new Argon2.Cost(Argon2.Type.ID, 19_456, 2, 1);

    private static final int HASH_BYTES = 32;

    private final Argon2 argon2;
    private final HashBounds bounds;

    /** Compared with when there is no account, or none with a password, so that this costs the same. */
    private final String decoy = encode(Secrets.bytes(Argon2.SALT_BYTES), Secrets.bytes(HASH_BYTES));

    /** Hashes in Java, which works everywhere. */
    public Passwords() {
        this(new JavaArgon2(1, COST.memoryKib()), HashBounds.DEFAULT);
    }

    /**
     * Hashes in Java, for a program that hashes on several threads.
     *
     * @param atOnce how many threads
     */
    public static Passwords ofThreads(int atOnce) {
        return new Passwords(new JavaArgon2(atOnce, COST.memoryKib()), HashBounds.DEFAULT);
    }

    private Passwords(Argon2 argon2, HashBounds bounds) {
        this.argon2 = argon2;
        this.bounds = bounds;
    }

    /**
     * For a server: hashes with libsodium where that is installed, for about half of the time, else in memory that is
     * kept.
     *
     * @param atOnce how many hashes the caller has under way at once; of those that are {@link #isLarge} one
     * @param bounds of hashes that other systems made
     */
    public static Passwords fast(int atOnce, HashBounds bounds) {
        Argon2 java = new JavaArgon2(atOnce, COST.memoryKib());
        return new Passwords(NativeArgon2.find(java).<Argon2>map(found -> found).orElse(java), bounds);
    }

    static Passwords with(Argon2 argon2) {
        return new Passwords(argon2, HashBounds.DEFAULT);
    }

    /** Hashes a password that {@link PasswordPolicy} has normalised. */
    public String hash(String password) {
        byte[] salt = Secrets.bytes(Argon2.SALT_BYTES);
        return encode(salt, argon2.hash(password, salt, COST, HASH_BYTES));
    }

    private static String encode(byte[] salt, byte[] hash) {
        return "{argon2}" + new Argon2Hash(COST, salt, hash, true).text();
    }

    /** Hashes a digest that another system stored, as we hash a password. */
    WrappedHash wrap(ForeignHash weak) {
        byte[] salt = Secrets.bytes(Argon2.SALT_BYTES);
        byte[] hash = argon2.hash(weak.digest(), salt, COST, HASH_BYTES);
        return new WrappedHash(weak.method(), weak.salt(), new Argon2Hash(COST, salt, hash, false));
    }

    /** Compares a normalised password with the stored hash, and with a decoy of our own cost when none is stored. */
    public Verdict verify(String password, @Nullable String storedHash) {
        return verify(new GivenPassword(password, password), storedHash, null);
    }

    /**
     * Compares a password with what is stored. Costs what a comparison with the decoy costs when nothing is stored, or
     * nothing that can be verified.
     *
     * @param storedHash null for an account without a password, or for no account: a mismatch
     * @param decoy a hash such as other accounts have; null for one of our own
     */
    public Verdict verify(GivenPassword password, @Nullable String storedHash, @Nullable String decoy) {
        Optional<StoredHash> stored = storedHash == null ? Optional.empty() : StoredHash.parse(storedHash);
        boolean affordable = stored.isPresent() && bounds.excess(stored.get()).isEmpty();
        if (affordable) {
            return compare(password, stored.get());
        }
        compare(password, usable(decoy).orElseGet(() -> usable(this.decoy).orElseThrow()));
        return storedHash == null ? Verdict.MISMATCH : stored.isPresent() ? Verdict.TOO_COSTLY : Verdict.MALFORMED;
    }

    /** Whether verifying takes more memory than our own hashes do: the caller has one of those under way at once. */
    public boolean isLarge(@Nullable String storedHash, @Nullable String decoy) {
        return usable(storedHash).or(() -> usable(decoy)).stream().anyMatch(hash -> memoryKib(hash) > COST.memoryKib());
    }

    private static int memoryKib(StoredHash hash) {
        return switch (hash) {
            case Argon2Hash argon2 -> argon2.cost().memoryKib();
            case ForeignHash foreign -> foreign.method().memoryKib();
            case WrappedHash wrapped ->
                Math.max(wrapped.method().memoryKib(), wrapped.outer().cost().memoryKib());
        };
    }

    private Optional<StoredHash> usable(@Nullable String hash) {
        return hash == null
                ? Optional.empty()
                : StoredHash.parse(hash).filter(parsed -> bounds.excess(parsed).isEmpty());
    }

    /** Tries what was sent too, where another system may have hashed it so: we hash what is normalised. */
    private Verdict compare(GivenPassword password, StoredHash hash) {
        Verdict verdict = compare(password.normalised(), hash);
        boolean ours = hash instanceof Argon2Hash argon2 && argon2.ours();
        if (verdict.matches() || ours || password.isNormalised()) {
            return verdict;
        }
        return compare(password.asSent(), hash);
    }

    private Verdict compare(String password, StoredHash hash) {
        return switch (hash) {
            case Argon2Hash whole ->
                !isHashOf(password, whole) ? Verdict.MISMATCH : whole.ours() ? Verdict.MATCH : Verdict.MATCH_OUTDATED;
            case ForeignHash foreign ->
                isEqual(foreign.method().digest(password, foreign.salt()), foreign.digest())
                        ? match(password, foreign.method())
                        : Verdict.MISMATCH;
            case WrappedHash wrapped ->
                isHashOf(wrapped.method().digest(password, wrapped.salt()), wrapped.outer())
                        ? match(password, wrapped.method())
                        : Verdict.MISMATCH;
        };
    }

    private boolean isHashOf(String password, Argon2Hash hash) {
        return MessageDigest.isEqual(hash.hash(), argon2.hash(password, hash.salt(), hash.cost(), hash.hash().length));
    }

    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private static Verdict match(String password, Method method) {
        // Where only the beginning was compared, hashing all of it would store unverified characters.
        return method.seesAllOf(password) ? Verdict.MATCH_OUTDATED : Verdict.MATCH;
    }
}
