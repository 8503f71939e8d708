package dev.latchkey.core.credential;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;

/**
 * The functions of {@code crypt(3)} that are neither bcrypt nor DES.
 *
 * @param rounds 1,000 of MD5, which cannot be others
 */
record CryptMethod(Kind kind, int rounds) implements Method {

    /** A function, with the length of its salts and digests in characters. */
    enum Kind {
        MD5("md5-crypt", "$1$", 8, 22),
        APACHE("apr1-crypt", "$apr1$", 8, 22),
        SHA256("sha256-crypt", "$5$", 16, 43),
        SHA512("sha512-crypt", "$6$", 16, 86);

        private final String id;
        private final String prefix;
        private final int salt;
        private final int digest;

        Kind(String id, String prefix, int salt, int digest) {
            this.id = id;
            this.prefix = prefix;
            this.salt = salt;
            this.digest = digest;
        }

        String prefix() {
            return prefix;
        }

        boolean isSha() {
            return this == SHA256 || this == SHA512;
        }
    }

    static final int MAX_ROUNDS = 1_000_000;

    /** How many there are where the hash does not say it. */
    static final int DEFAULT_ROUNDS = 5_000;

    static final int MD5_ROUNDS = 1_000;
    private static final int MIN_ROUNDS = 1_000;
    private static final int WEAK_ROUNDS = 10_000;

    private static final Pattern PARAMETERS = Pattern.compile("i=([1-9]\\d{0,8})");
    private static final Pattern TEXT = Pattern.compile("[./A-Za-z0-9]+");

    static Optional<CryptMethod> parse(String id, String parameters) {
        Matcher parts = PARAMETERS.matcher(parameters);
        for (Kind kind : Kind.values()) {
            if (kind.id.equals(id) && parts.matches()) {
                int rounds = Integer.parseInt(parts.group(1));
                return kind.isSha() || rounds == MD5_ROUNDS
                        ? Optional.of(new CryptMethod(kind, rounds))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    @Override
    public String id() {
        return kind.id;
    }

    @Override
    public String parameters() {
        return "i=" + rounds;
    }

    @Override
    public boolean acceptsSalt(String salt) {
        return TEXT.matcher(salt).matches() && salt.length() <= kind.salt;
    }

    @Override
    public boolean acceptsDigest(String digest) {
        return TEXT.matcher(digest).matches() && digest.length() == kind.digest;
    }

    @Override
    public String digest(String password, String salt) {
        // The library clears the array.
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        String setting = kind.prefix + (kind.isSha() ? "rounds=" + rounds + "$" : "") + salt;
        String crypt = switch (kind) {
            case MD5 -> Md5Crypt.md5Crypt(bytes, setting);
            case APACHE -> Md5Crypt.apr1Crypt(bytes, setting);
            case SHA256 -> Sha2Crypt.sha256Crypt(bytes, setting);
            case SHA512 -> Sha2Crypt.sha512Crypt(bytes, setting);
        };
        return crypt.substring(crypt.lastIndexOf('$') + 1);
    }

    @Override
    public boolean isWeak() {
        return rounds < WEAK_ROUNDS;
    }

    @Override
    public Optional<String> excess(HashBounds bounds) {
        return rounds < MIN_ROUNDS || rounds > MAX_ROUNDS
                ? Optional.of("The password hash is " + kind.id + " with " + rounds + " rounds; they may be "
                        + MIN_ROUNDS + " to " + MAX_ROUNDS + ".")
                : Optional.empty();
    }
}
