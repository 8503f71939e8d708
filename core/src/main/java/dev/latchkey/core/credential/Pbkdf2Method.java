package dev.latchkey.core.credential;

import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2 (<a href="https://www.rfc-editor.org/rfc/rfc8018#section-5.2">RFC 8018, section 5.2</a>). Of a key that is longer
 * than the output of the hash, only the first block counts: the others are computed from the same guess, so they tell no
 * more and would multiply the time.
 *
 * @param length of the digest in bytes, at most one block
 */
record Pbkdf2Method(Hash hash, int rounds, int length) implements Method {

    /** The function inside. */
    enum Hash {
        SHA1(20),
        SHA256(32),
        SHA512(64);

        private final int bytes;

        Hash(int bytes) {
            this.bytes = bytes;
        }

        /** The length of a block. */
        int bytes() {
            return bytes;
        }
    }

    static final int MAX_ROUNDS = 2_000_000;
    private static final int WEAK_ROUNDS = 10_000;
    static final int MIN_BYTES = 16;

    private static final String PREFIX = "pbkdf2-";
    private static final Pattern PARAMETERS = Pattern.compile("i=([1-9]\\d{0,8}),l=([1-9]\\d)");

    static Optional<Pbkdf2Method> parse(String id, String parameters) {
        Matcher parts = PARAMETERS.matcher(parameters);
        for (Hash hash : Hash.values()) {
            if (id.equals(PREFIX + hash.name().toLowerCase(Locale.ROOT)) && parts.matches()) {
                int length = Integer.parseInt(parts.group(2));
                return length >= MIN_BYTES && length <= hash.bytes()
                        ? Optional.of(new Pbkdf2Method(hash, Integer.parseInt(parts.group(1)), length))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    @Override
    public String id() {
        return PREFIX + hash.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String parameters() {
        return "i=" + rounds + ",l=" + length;
    }

    @Override
    public boolean acceptsSalt(String salt) {
        return !salt.isEmpty() && HashText.isBase64(salt);
    }

    @Override
    public boolean acceptsDigest(String digest) {
        return HashText.isBase64(digest) && HashText.decode(digest).length == length;
    }

    @Override
    public String digest(String password, String salt) {
        try {
            var spec = new PBEKeySpec(password.toCharArray(), HashText.decode(salt), rounds, length * Byte.SIZE);
            return HashText.encode(SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash.name())
                    .generateSecret(spec)
                    .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no PBKDF2 with " + hash, e);
        }
    }

    @Override
    public boolean isWeak() {
        return rounds < WEAK_ROUNDS;
    }

    @Override
    public Optional<String> excess(HashBounds bounds) {
        return rounds > MAX_ROUNDS
                ? Optional.of("The password hash is " + id() + " with " + rounds + " rounds; they may be at most "
                        + MAX_ROUNDS + ".")
                : Optional.empty();
    }
}
