package dev.latchkey.admin.user.imports;

import dev.latchkey.admin.command.PasswordRules;
import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.account.NewUser;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.credential.ImportedHash;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes an account of the fields of a line. */
public final class Account {

    /** The fields that a line may have, and what they mean. */
    public static final Map<String, String> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put("username", "The name to sign in with: one word, at most 128 characters. Required.");
        FIELDS.put(
                "id",
                "The UUID that the user had elsewhere, so that the sub claim stays; printed in lower case. None: a new"
                        + " one.");
        FIELDS.put("email", "The email address.");
        FIELDS.put("full_name", "The full name.");
        FIELDS.put("scopes", "What the account may be granted: separated by spaces, in JSON also an array.");
        FIELDS.put("own_scopes", "The same without what groups give, as user list prints it; instead of scopes.");
        FIELDS.put(
                "password_hash",
                "argon2 ($argon2id$v=19$…) or bcrypt ($2b$…), bare or as Spring Security, Django, OpenLDAP or Dovecot"
                        + " write it; a weaker one than ours is replaced at the next sign-in.");
        FIELDS.put("password", "The password itself, instead of a hash; hashing takes about 20 ms each.");
        FIELDS.put("disabled", "true or false, the default.");
        FIELDS.put("status", "active, disabled or expired, as user list prints it; instead of disabled.");
        FIELDS.put("valid_until", "When the account ends by itself, like 2027-01-31T00:00:00Z; none: it does not.");
    }

    /** Fields that {@code user list} and {@code user show} print of an account and an import does not set. */
    public static final Set<String> NOT_CARRIED = Collections.unmodifiableSet(new LinkedHashSet<>(
            List.of("has_password", "groups", "created_at", "password_changed_at", "disabled_at", "locked_until")));

    /** An id that no user may have: all bits are alike. */
    private static final Set<UUID> SPECIAL = Set.of(new UUID(0, 0), new UUID(-1, -1));

    private static final Pattern UUID_SYNTAX = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final String HINT =
            " Leave password_hash out and set has_password to true: the user is imported, reported, and needs a new"
                    + " password.";

    private final PasswordRules rules;
    private @Nullable Passwords passwords;

    Account(PasswordRules rules) {
        this.rules = rules;
    }

    /**
     * Makes an account.
     *
     * @throws BadLineException or IllegalArgumentException saying what is wrong with the line
     */
    NewUser of(Map<String, @Nullable Object> fields) {
        for (String name : fields.keySet()) {
            if (!isKnown(name)) {
                throw new BadLineException("There is no field '" + name + "'.");
            }
        }
        String name = text(fields, "username");
        if (name == null) {
            throw new BadLineException("There is no username.");
        }
        Username username = Username.forNewAccount(name);
        Profile profile = Profile.parse(text(fields, "email"), text(fields, "full_name"));
        return new NewUser(
                id(fields),
                username,
                profile,
                scopes(fields.get(fields.get("own_scopes") == null ? "scopes" : "own_scopes")),
                hash(fields, username, profile),
                disabled(fields),
                List.of(),
                validUntil(fields));
    }

    /** Whether a line may have a field of this name. */
    static boolean isKnown(String name) {
        return FIELDS.containsKey(name) || NOT_CARRIED.contains(name);
    }

    /** The fields of a line that are not imported, by their names. */
    static List<String> notCarried(Map<String, @Nullable Object> fields) {
        return NOT_CARRIED.stream().filter(name -> isLost(name, fields)).toList();
    }

    private static boolean isLost(String name, Map<String, @Nullable Object> fields) {
        @Nullable Object value = fields.get(name);
        return name.equals("has_password")
                ? isTrue(value) && fields.get("password_hash") == null && fields.get("password") == null
                : value != null && !value.equals("") && !(value instanceof Collection<?> some && some.isEmpty());
    }

    private static boolean isTrue(@Nullable Object value) {
        return Boolean.TRUE.equals(value) || "true".equals(value);
    }

    private static @Nullable UUID id(Map<String, @Nullable Object> fields) {
        String text = text(fields, "id");
        if (text == null) {
            return null;
        }
        if (!UUID_SYNTAX.matcher(text).matches() || SPECIAL.contains(UUID.fromString(text))) {
            throw new BadLineException(
                    "The id is not a UUID like 9d2b8f6e-5c1a-4f0e-8a57-1f0c5d3e7b42; without the field the user gets a"
                            + " new one.");
        }
        return UUID.fromString(text);
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

    private static @Nullable Instant validUntil(Map<String, @Nullable Object> fields) {
        String text = text(fields, "valid_until");
        try {
            return text == null || text.isEmpty()
                    ? null
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new BadLineException("The field valid_until is not a time like 2027-01-31T00:00:00Z.");
        }
    }

    private static boolean disabled(Map<String, @Nullable Object> fields) {
        @Nullable
        Boolean disabled = switch (fields.get("disabled")) {
            case null -> null;
            case Boolean value -> value;
            case String text when text.equals("true") || text.equals("false") -> text.equals("true");
            default -> throw new BadLineException("The field disabled is neither true nor false.");
        };
        @Nullable
        Boolean status = switch (text(fields, "status")) {
            case null -> null;
            // Whether it has expired is what valid_until says.
            case "active", "expired" -> false;
            case "disabled" -> true;
            default -> throw new BadLineException("The field status is none of active, disabled and expired.");
        };
        if (disabled != null && status != null && !disabled.equals(status)) {
            throw new BadLineException("The fields disabled and status contradict each other.");
        }
        return disabled != null ? disabled : status != null ? status : fields.get("disabled_at") != null;
    }

    private @Nullable String hash(Map<String, @Nullable Object> fields, Username username, Profile profile) {
        String hash = text(fields, "password_hash");
        String password = text(fields, "password");
        if (hash != null && password != null) {
            throw new BadLineException("There is a password and a hash of one.");
        }
        if (hash != null) {
            try {
                return ImportedHash.check(hash, rules.bounds());
            } catch (InvalidValueException e) {
                throw new BadLineException(e.getMessage() + HINT);
            }
        }
        return password == null ? null : hash(password, username, profile);
    }

    private String hash(String password, Username username, Profile profile) {
        if (passwords == null) {
            passwords = new Passwords();
        }
        return passwords.hash(rules.policy().check(password, username.value(), profile.email()));
    }
}
