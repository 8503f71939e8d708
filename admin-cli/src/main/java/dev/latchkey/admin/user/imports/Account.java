package dev.latchkey.admin.user.imports;

import dev.latchkey.db.token.Scopes;
import dev.latchkey.db.user.NewUser;
import dev.latchkey.db.user.PasswordPolicy;
import dev.latchkey.db.user.Passwords;
import dev.latchkey.db.user.Profile;
import dev.latchkey.db.user.Username;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes an account of the fields of a line. */
public final class Account {

    /** The fields that a line may have, and what they mean. */
    public static final Map<String, String> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put("username", "The name to sign in with. Required.");
        FIELDS.put("email", "The email address.");
        FIELDS.put("full_name", "The full name.");
        FIELDS.put("scopes", "What the account may be granted: separated by spaces, in JSON also an array.");
        FIELDS.put(
                "password_hash",
                "{argon2}$argon2id$… or {bcrypt}$2b$…, also without the prefix; bcrypt is replaced at the next sign-in.");
        FIELDS.put("password", "The password itself, instead of a hash; hashing takes about 20 ms each.");
        FIELDS.put("disabled", "true or false, the default.");
    }

    private static final Set<String> KNOWN = FIELDS.keySet();

    private @Nullable Passwords passwords;

    /**
     * Makes an account.
     *
     * @throws BadLineException or IllegalArgumentException saying what is wrong with the line
     */
    NewUser of(Map<String, @Nullable Object> fields) {
        for (String name : fields.keySet()) {
            if (!KNOWN.contains(name)) {
                throw new BadLineException("There is no field '" + name + "'.");
            }
        }
        String name = text(fields, "username");
        if (name == null) {
            throw new BadLineException("There is no username.");
        }
        Username username = new Username(name);
        Profile profile = Profile.parse(text(fields, "email"), text(fields, "full_name"));
        return new NewUser(
                username, profile, scopes(fields.get("scopes")), hash(fields, username, profile), disabled(fields));
    }

    private static @Nullable String text(Map<String, @Nullable Object> fields, String name) {
        return switch (fields.get(name)) {
            case null -> null;
            case String text -> text;
            default -> throw new BadLineException("The field " + name + " is not a text.");
        };
    }

    private static Scopes scopes(@Nullable Object value) {
        return switch (value) {
            case null -> Scopes.NONE;
            case String text -> Scopes.parse(text);
            case Collection<?> list ->
                Scopes.parse(String.join(" ", list.stream().map(String::valueOf).toList()));
            default -> throw new BadLineException("The field scopes is neither a text nor an array.");
        };
    }

    private static boolean disabled(Map<String, @Nullable Object> fields) {
        return switch (fields.get("disabled")) {
            case null -> false;
            case Boolean value -> value;
            case String text when text.equals("true") || text.equals("false") -> text.equals("true");
            default -> throw new BadLineException("The field disabled is neither true nor false.");
        };
    }

    private @Nullable String hash(Map<String, @Nullable Object> fields, Username username, Profile profile) {
        String hash = text(fields, "password_hash");
        String password = text(fields, "password");
        if (hash != null && password != null) {
            throw new BadLineException("There is a password and a hash of one.");
        }
        if (hash != null) {
            if (!Passwords.isKnownHash(hash)) {
                throw new BadLineException("The password hash is neither argon2 nor bcrypt, or too costly.");
            }
            return hash.startsWith("{") ? hash : (hash.startsWith("$argon2") ? "{argon2}" : "{bcrypt}") + hash;
        }
        return password == null ? null : hash(password, username, profile);
    }

    private String hash(String password, Username username, Profile profile) {
        if (passwords == null) {
            passwords = new Passwords();
        }
        return passwords.hash(new PasswordPolicy(PasswordPolicy.DEFAULT_MIN_LENGTH)
                .check(password, username.value(), profile.email()));
    }
}
