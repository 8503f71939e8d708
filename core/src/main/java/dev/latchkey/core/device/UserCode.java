package dev.latchkey.core.device;

import dev.latchkey.core.jdbc.Secrets;
import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.core.proof.Proofs;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The code that a user types for a device: eight letters of which none looks like another and no word is made (<a
 * href="https://www.rfc-editor.org/rfc/rfc8628#section-6.1">RFC 8628, section 6.1</a>), some 34 bits. It is good for ten
 * minutes, and guesses are limited.
 */
public final class UserCode {

    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
    private static final int LENGTH = 8;

    /** The largest multiple of the number of letters that a byte can be below: all letters are equally likely. */
    private static final int FAIR = 256 - 256 % LETTERS.length();

    /** What people type between the letters. */
    private static final Pattern SEPARATORS = Pattern.compile("[\\s\\p{Z}\\p{Pd}._]");

    private static final Pattern SYNTAX =
            Pattern.compile("[" + LETTERS + "]{" + LENGTH + "}", Pattern.CASE_INSENSITIVE);

    /** Longer texts are not looked at. */
    private static final int MAX_TYPED = 100;

    private final String letters;

    private UserCode(String letters) {
        this.letters = letters;
    }

    /** A new code. */
    public static UserCode random() {
        StringBuilder letters = new StringBuilder(LENGTH);
        while (letters.length() < LENGTH) {
            for (byte random : Secrets.bytes(LENGTH - letters.length())) {
                int number = Byte.toUnsignedInt(random);
                if (number < FAIR) {
                    letters.append(LETTERS.charAt(number % LETTERS.length()));
                }
            }
        }
        return new UserCode(letters.toString());
    }

    /** Reads what a user typed: upper or lower case, with or without dashes and spaces. Empty when it can be no code. */
    public static Optional<UserCode> parse(String typed) {
        if (typed.length() > MAX_TYPED) {
            return Optional.empty();
        }
        String letters = SEPARATORS.matcher(typed).replaceAll("");
        return SYNTAX.matcher(letters).matches()
                ? Optional.of(new UserCode(letters.toUpperCase(Locale.ROOT)))
                : Optional.empty();
    }

    /** As people read it: {@code WDJB-MJHT}. */
    public String text() {
        return letters.substring(0, LENGTH / 2) + "-" + letters.substring(LENGTH / 2);
    }

    /** What the database may have of it: the first is what it gets. */
    List<byte[]> macs(Proofs proofs) {
        return proofs.macs(Label.USER_CODE, new Fields().text(letters));
    }

    /** Leaves the code out. */
    @Override
    public String toString() {
        return "UserCode";
    }
}
