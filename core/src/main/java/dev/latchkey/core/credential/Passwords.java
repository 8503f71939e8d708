package dev.latchkey.core.credential;

import dev.latchkey.core.credential.StoredHash.Argon2Hash;
import dev.latchkey.core.credential.StoredHash.BcryptHash;
import dev.latchkey.core.jdbc.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * Hashes passwords with Argon2id and verifies those and imported ones, argon2 or bcrypt. Every call to {@link #hash} and
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

    /** bcrypt looks at no more than these many bytes. */
    private static final int BCRYPT_MAX_BYTES = 72;

    private final Argon2 argon2;
    private final HashBounds bounds;
    private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder();

    /** Compared with when there is no account, or none with a password, so that this costs the same. */
    private final String decoy = encode(Secrets.bytes(Argon2.SALT_BYTES), Secrets.bytes(HASH_BYTES));

    /** Hashes in Java, which works everywhere. */
    public Passwords() {
        this(new JavaArgon2(1, COST.memoryKib()), HashBounds.DEFAULT);
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
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return StoredHash.ARGON2_PREFIX + "$argon2id$v=19$m=" + COST.memoryKib() + ",t=" + COST.passes() + ",p="
                + COST.lanes() + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
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
        return usable(storedHash).or(() -> usable(decoy)).stream()
                .anyMatch(hash ->
                        hash instanceof Argon2Hash argon2 && argon2.cost().memoryKib() > COST.memoryKib());
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
        Verdict asSent = compare(password.asSent(), hash);
        return asSent == Verdict.MATCH && hash instanceof Argon2Hash ? Verdict.MATCH_OUTDATED : asSent;
    }

    private Verdict compare(String password, StoredHash hash) {
        return switch (hash) {
            case Argon2Hash argon2Hash -> compare(password, argon2Hash);
            case BcryptHash bcryptHash ->
                bcrypt.matches(password, bcryptHash.encoded()) ? bcryptMatch(password) : Verdict.MISMATCH;
        };
    }

    private Verdict compare(String password, Argon2Hash hash) {
        Argon2.Cost cost = hash.cost();
        if (!MessageDigest.isEqual(hash.hash(), argon2.hash(password, hash.salt(), cost, hash.hash().length))) {
            return Verdict.MISMATCH;
        }
        boolean weaker =
                cost.type() != COST.type() || cost.memoryKib() < COST.memoryKib() || cost.passes() < COST.passes();
        return weaker ? Verdict.MATCH_OUTDATED : Verdict.MATCH;
    }

    private static Verdict bcryptMatch(String password) {
        // Only the beginning of a longer password was compared. Hashing all of it would store unverified characters.
        boolean whole = password.getBytes(StandardCharsets.UTF_8).length <= BCRYPT_MAX_BYTES;
        return whole ? Verdict.MATCH_OUTDATED : Verdict.MATCH;
    }
}
