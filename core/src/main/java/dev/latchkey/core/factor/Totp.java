package dev.latchkey.core.factor;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import dev.latchkey.core.jdbc.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/**
 * One-time codes of an authenticator app (<a href="https://www.rfc-editor.org/rfc/rfc6238">RFC 6238</a>): six digits, 30
 * seconds, HMAC-SHA-1, which is the only variant that all apps know.
 */
public final class Totp {

    /** For how long a code is shown. */
    public static final Duration STEP = Duration.ofSeconds(30);

    /** How many steps a clock may be early or late. */
    private static final int TOLERANCE = 1;

    /** As long as the output of the hash (RFC 4226, section 4, R6). */
    private static final int SECRET_BYTES = 20;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{6}");
    private static final HmacOneTimePasswordGenerator GENERATOR = new HmacOneTimePasswordGenerator();

    private Totp() {}

    /** A new secret. */
    public static byte[] newSecret() {
        return Secrets.bytes(SECRET_BYTES);
    }

    /** A secret as people type it into an app, in base32. */
    public static String text(byte[] secret) {
        return Base32.encode(secret);
    }

    /**
     * The step whose code this is: the one of {@code now}, the one before or the one after. Takes the same time whichever
     * it is.
     *
     * @param code as it was entered: apps show it with a space in the middle
     * @return empty when it is no code of these steps
     */
    public static OptionalLong step(byte[] secret, String code, Instant now) {
        byte[] digits = Typed.normalise(code).getBytes(StandardCharsets.UTF_8);
        boolean wellFormed =
                DIGITS.matcher(new String(digits, StandardCharsets.UTF_8)).matches();
        Key key = new SecretKeySpec(secret, "HmacSHA1");
        long current = Math.floorDiv(now.getEpochSecond(), STEP.toSeconds());
        OptionalLong found = OptionalLong.empty();
        for (long step = current - TOLERANCE; step <= current + TOLERANCE; step++) {
            if (MessageDigest.isEqual(code(key, step), digits) && wellFormed) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    private static byte[] code(Key key, long step) {
        try {
            return GENERATOR.generateOneTimePasswordString(key, step).getBytes(StandardCharsets.US_ASCII);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC-SHA-1 refuses a key", e);
        }
    }
}
