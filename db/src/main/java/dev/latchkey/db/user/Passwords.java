package dev.latchkey.db.user;

import dev.latchkey.db.sql.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * Hashes passwords with Argon2id and verifies those and imported bcrypt ones. Every call to {@link #hash} and
 * {@link #verify} costs 14 to 30 ms of one core and 19 MiB: callers bound how many run at once.
 */
public final class Passwords {

    /** How a password compares with a stored hash. */
    public enum Verdict {
        MATCH,
        /** It matches, and the hash should be replaced by one that {@link #hash} makes. */
        MATCH_OUTDATED,
        MISMATCH,
        /** What is stored is not a hash that this version knows. */
        MALFORMED;

        public boolean matches() {
            return this == MATCH || this == MATCH_OUTDATED;
        }
    }

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;

    /** bcrypt looks at no more than these many bytes. */
    private static final int BCRYPT_MAX_BYTES = 72;

    private static final Pattern ARGON2 = Pattern.compile(
            "\\$argon2(?:id|i|d)\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})\\$[A-Za-z0-9+/]{11,86}\\$[A-Za-z0-9+/]{22,86}");
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

    // The most that a stored hash may cost: a row must not be able to take the server down.
    private static final int MAX_MEMORY_KIB = 262_144;
    private static final int MAX_PASSES = 16;
    private static final int MAX_LANES = 16;
    private static final int MAX_BCRYPT_COST = 15;

    private final Argon2PasswordEncoder argon2;
    private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder();

    /** Compared with when there is no account, or none with a password, so that this costs the same. */
    private final String nobodysHash = nobodysHash();

    /** Hashes in Java, which works everywhere. */
    public Passwords() {
        this(new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES));
    }

    private Passwords(Argon2PasswordEncoder argon2) {
        this.argon2 = argon2;
    }

    /**
     * For a server: hashes with libsodium where that is installed, for about half of the time, else in memory that is
     * kept.
     *
     * @param atOnce how many hashes the caller has under way at once
     */
    public static Passwords fast(int atOnce) {
        // A hash takes a few blocks beyond its memory.
        return with(NativeArgon2.find()
                .<Argon2>map(found -> found)
                .orElseGet(() -> new JavaArgon2(atOnce * (MEMORY_KIB + 8))));
    }

    static Passwords with(Argon2 argon2) {
        return new Passwords(new Argon2Encoder(argon2, HASH_BYTES, MEMORY_KIB, PASSES));
    }

    /** Hashes a password that {@link PasswordPolicy} has normalised. */
    public String hash(String password) {
        return "{argon2}" + argon2.encode(password);
    }

    /**
     * Compares a password with what is stored. Costs one hash in every case: where nothing or nonsense is stored, one of
     * those that {@link #hash} makes. An imported bcrypt hash costs what it costs, which is visible until its first use.
     *
     * @param password as {@link PasswordPolicy#normalise} returned it
     * @param storedHash null for an account without a password, or for no account: a mismatch
     */
    public Verdict verify(String password, @Nullable String storedHash) {
        String hash = storedHash == null ? null : strip(storedHash);
        if (hash != null && isArgon2(hash)) {
            return !argon2.matches(password, hash)
                    ? Verdict.MISMATCH
                    : argon2.upgradeEncoding(hash) ? Verdict.MATCH_OUTDATED : Verdict.MATCH;
        }
        if (hash != null && isBcrypt(hash)) {
            return bcrypt.matches(password, hash) ? bcryptMatch(password) : Verdict.MISMATCH;
        }
        argon2.matches(password, nobodysHash);
        return hash == null ? Verdict.MISMATCH : Verdict.MALFORMED;
    }

    /**
     * Whether a hash made elsewhere can be imported: {@code $argon2id$…}, {@code $2a$…}, {@code $2b$…} or
     * {@code $2y$…}, with or without the prefix {@code {argon2}} or {@code {bcrypt}}, and not too costly to verify.
     */
    public static boolean isKnownHash(String hash) {
        String stripped = strip(hash);
        return isArgon2(stripped) || isBcrypt(stripped);
    }

    private static Verdict bcryptMatch(String password) {
        // Of a longer password only the beginning was compared; hashing all of it would store what nobody verified.
        boolean whole = password.getBytes(StandardCharsets.UTF_8).length <= BCRYPT_MAX_BYTES;
        return whole ? Verdict.MATCH_OUTDATED : Verdict.MATCH;
    }

    private static String strip(String hash) {
        return hash.startsWith("{argon2}") || hash.startsWith("{bcrypt}") ? hash.substring(8) : hash;
    }

    /** Random where a hash would be: costs the same to compare with, and nothing to make. */
    private static String nobodysHash() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$"
                + base64.encodeToString(Secrets.bytes(SALT_BYTES)) + "$"
                + base64.encodeToString(Secrets.bytes(HASH_BYTES));
    }

    private static boolean isArgon2(String hash) {
        Matcher matcher = ARGON2.matcher(hash);
        if (!matcher.matches()) {
            return false;
        }
        int lanes = Integer.parseInt(matcher.group(3));
        return isBetween(lanes, 1, MAX_LANES)
                && isBetween(Integer.parseInt(matcher.group(2)), 1, MAX_PASSES)
                // RFC 9106, section 3.1: at least 8 KiB for each lane.
                && isBetween(Integer.parseInt(matcher.group(1)), 8 * lanes, MAX_MEMORY_KIB);
    }

    private static boolean isBcrypt(String hash) {
        Matcher matcher = BCRYPT.matcher(hash);
        return matcher.matches() && isBetween(Integer.parseInt(matcher.group(1)), 4, MAX_BCRYPT_COST);
    }

    private static boolean isBetween(int value, int least, int most) {
        return least <= value && value <= most;
    }
}
