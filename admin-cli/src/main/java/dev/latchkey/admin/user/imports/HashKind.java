package dev.latchkey.admin.user.imports;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what kind of hash was found where one cannot be imported. Never repeats salt or hash. */
final class HashKind {

    /** {@code {SSHA}…}, {@code $6$…}, {@code pbkdf2_sha256$…}: what is before the parameters. */
    private static final Pattern KIND = Pattern.compile("\\{([A-Za-z0-9@_.-]{1,40})}.*|\\$?([A-Za-z0-9_-]{1,20})\\$.*");

    private static final String HINT =
            " Leave password_hash out and set has_password to true: the user is imported, reported, and needs a new password.";

    private HashKind() {}

    static String refusal(String hash) {
        if (hash.startsWith("!") || hash.startsWith("*")) {
            return "The password hash begins with " + hash.charAt(0)
                    + ", which marks an account without a password: leave password_hash out.";
        }
        Matcher matcher = KIND.matcher(hash);
        if (!matcher.matches()) {
            return "The password hash is of no kind that can be told from its beginning: argon2 or bcrypt is needed."
                    + HINT;
        }
        String kind = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        String lowerCase = kind.toLowerCase(Locale.ROOT);
        boolean ours =
                lowerCase.startsWith("argon2") || lowerCase.startsWith("bcrypt") || lowerCase.matches("2[abxy]?");
        return ours
                ? "The password hash says that it is " + kind
                        + ", but it is cut off, too costly or of a version that cannot be verified." + HINT
                : "The password hash is " + kind + "; argon2 or bcrypt is needed." + HINT;
    }
}
