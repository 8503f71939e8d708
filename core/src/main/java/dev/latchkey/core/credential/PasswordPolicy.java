package dev.latchkey.core.credential;

import dev.latchkey.core.account.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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

    /** A password that a guesser finds with fewer bits, some million guesses, is refused. */
    private static final float LEAST_BITS = 20;

    private final int minLength;
    private final List<String> site;

    /** A policy with a minimum length in code points. */
    public PasswordPolicy(int minLength) {
        this(minLength, List.of());
    }

    /**
     * A policy.
     *
     * @param minLength in code points
     * @param site what the server is called: users are known to choose it
     */
    public PasswordPolicy(int minLength, Collection<String> site) {
        if (minLength < 1 || minLength > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "The minimum length of passwords is a number from 1 to " + MAX_BYTES + ".");
        }
        this.minLength = minLength;
        this.site = new ArrayList<>(site);
        this.site.add("latchkey");
    }

    /** The least length of a password, in code points. */
    public int minLength() {
        return minLength;
    }

    /**
     * Checks a password that is to be set. The first check of a process reads a list of words, for some 20 ms; each one
     * takes a millisecond or two at most.
     *
     * @return the password in the form to hash: NFC
     * @throws InvalidValueException when the account may not have it; the message does not repeat it
     */
    public String check(String password, @Nullable String username, @Nullable String email) {
        String normalised = normalise(password);
        if (normalised.codePointCount(0, normalised.length()) < minLength) {
            throw new InvalidValueException("password", "The password is shorter than " + minLength + " characters.");
        }
        List<String> related = new ArrayList<>(site);
        if (username != null) {
            related.add(username);
        }
        if (email != null) {
            related.add(email);
        }
        if (GuessingCost.bits(normalised, related) < LEAST_BITS) {
            throw new InvalidValueException(
                    "password",
                    "The password is too easy to guess: it is made of common words, of names of the account, or of a"
                            + " pattern. Choose another.");
        }
        return normalised;
    }

    /**
     * Brings a password as the user typed it into the form that was hashed: NFC, so that it does not matter which
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
