package dev.latchkey.db.user;

import com.nulabinc.zxcvbn.Zxcvbn;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which passwords an account may have: long enough, short enough to hash, and not one that a guesser tries early. There
 * are no rules about kinds of characters.
 */
public final class PasswordPolicy {

    /** In code points. */
    public static final int DEFAULT_MIN_LENGTH = 12;

    /** In bytes of UTF-8, after normalisation. */
    public static final int MAX_BYTES = 256;

    /** Estimating costs more with each character, and after these many nothing gets weaker. */
    private static final int ESTIMATED_LENGTH = 72;

    private static final int WEAKEST_SCORE = 2;

    private static final Zxcvbn ESTIMATOR = new Zxcvbn();

    private final int minLength;

    /** A policy with a minimum length in code points. */
    public PasswordPolicy(int minLength) {
        this.minLength = minLength;
    }

    /**
     * Checks a password that is to be set.
     *
     * @return the password in the form to hash: NFC
     * @throws InvalidValueException when the account may not have it; the message does not repeat it
     */
    public String check(String password, @Nullable String username, @Nullable String email) {
        String normalised = normalise(password);
        if (normalised.codePointCount(0, normalised.length()) < minLength) {
            throw new InvalidValueException("password", "The password is shorter than " + minLength + " characters.");
        }
        List<String> about = Stream.of(username, email).filter(Objects::nonNull).toList();
        String estimated = normalised.substring(0, Math.min(ESTIMATED_LENGTH, normalised.length()));
        if (ESTIMATOR.measure(estimated, about).getScore() < WEAKEST_SCORE) {
            throw new InvalidValueException(
                    "password", "The password is among the first that somebody would try; choose another.");
        }
        return normalised;
    }

    /**
     * Brings a password that somebody typed into the form that was hashed: NFC, so that it does not matter which
     * keyboard composed the letters.
     *
     * @throws InvalidValueException when it is longer than any password can be, or is not text
     */
    public static String normalise(String password) {
        if (password.length() <= MAX_BYTES) {
            String normalised = Normalizer.normalize(password, Normalizer.Form.NFC);
            boolean isText =
                    normalised.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
            if (isText && normalised.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
                return normalised;
            }
        }
        throw new InvalidValueException(
                "password", "The password is longer than " + MAX_BYTES + " bytes, or not text.");
    }
}
