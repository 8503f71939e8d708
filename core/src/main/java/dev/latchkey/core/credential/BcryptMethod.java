package dev.latchkey.core.credential;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * bcrypt, of the password or of a hash of it.
 *
 * @param version {@code 2a}, {@code 2b} or {@code 2y}, which are the same function
 * @param cost the binary logarithm of its rounds
 */
record BcryptMethod(Input input, String version, int cost) implements Method {

    /** What bcrypt is given. */
    enum Input {
        PASSWORD("bcrypt"),
        /** Django: SHA-256 in hexadecimal. */
        HEXADECIMAL("bcrypt-sha256-hex"),
        /** passlib before 1.7.3: SHA-256 in base64. */
        BASE64("bcrypt-sha256"),
        /** passlib: HMAC-SHA-256 under the salt, in base64. */
        HMAC("bcrypt-hmac-sha256");

        private final String id;

        Input(String id) {
            this.id = id;
        }
    }

    static final int MIN_COST = 4;
    static final int MAX_COST = 14;
    private static final int WEAK_COST = 7;

    /** bcrypt looks at no more than these many bytes. */
    private static final int MAX_BYTES = 72;

    private static final int SALT_LENGTH = 22;
    private static final int DIGEST_LENGTH = 31;

    private static final Pattern PARAMETERS = Pattern.compile("(2[aby]),(\\d\\d)");
    private static final Pattern TEXT = Pattern.compile("[./A-Za-z0-9]+");

    static Optional<BcryptMethod> parse(String id, String parameters) {
        Matcher parts = PARAMETERS.matcher(parameters);
        return Arrays.stream(Input.values())
                .filter(input -> input.id.equals(id) && parts.matches())
                .findFirst()
                .map(input -> new BcryptMethod(input, parts.group(1), Integer.parseInt(parts.group(2))));
    }

    @Override
    public String id() {
        return input.id;
    }

    @Override
    public String parameters() {
        return version + "," + twoDigits();
    }

    private String twoDigits() {
        return cost < 10 ? "0" + cost : Integer.toString(cost);
    }

    @Override
    public boolean acceptsSalt(String salt) {
        return salt.length() == SALT_LENGTH && TEXT.matcher(salt).matches();
    }

    @Override
    public boolean acceptsDigest(String digest) {
        return digest.length() == DIGEST_LENGTH && TEXT.matcher(digest).matches();
    }

    @Override
    public String digest(String password, String salt) {
        String bcrypt = BCrypt.hashpw(given(password, salt), "$" + version + "$" + twoDigits() + "$" + salt);
        return bcrypt.substring(bcrypt.length() - DIGEST_LENGTH);
    }

    private byte[] given(String password, String salt) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        try {
            return switch (input) {
                // Spring Security rejects a longer one instead of cutting it off, as all others do.
                case PASSWORD -> Arrays.copyOf(bytes, Math.min(bytes.length, MAX_BYTES));
                case HEXADECIMAL -> ascii(HexFormat.of().formatHex(sha256(bytes)));
                case BASE64 -> ascii(Base64.getEncoder().encodeToString(sha256(bytes)));
                case HMAC -> ascii(Base64.getEncoder().encodeToString(hmac(bytes, salt)));
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static byte[] hmac(byte[] bytes, String salt) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(ascii(salt), "HmacSHA256"));
        return mac.doFinal(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public boolean isWeak() {
        return cost < WEAK_COST;
    }

    @Override
    public Optional<String> excess(HashBounds bounds) {
        return cost < MIN_COST || cost > MAX_COST
                ? Optional.of("The password hash is bcrypt of cost " + cost + "; the cost may be " + MIN_COST + " to "
                        + MAX_COST + ".")
                : Optional.empty();
    }

    @Override
    public boolean seesAllOf(String password) {
        return input != Input.PASSWORD || password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }
}
