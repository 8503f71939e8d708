package dev.latchkey.admin.user.imports;

import dev.latchkey.admin.command.PasswordRules;
import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.account.NewUser;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.credential.ImportedHash;
import dev.latchkey.core.credential.PasswordPolicy;
import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
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

/** Makes an account of an entry. */
public final class Account {

    private static final Instant TOO_LATE = Instant.parse("9999-12-31T00:00:00Z");

    /** The fields that a line may have, and what they mean. */
    public static final Map<String, String> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put("username", "The name to sign in with: one word, at most 128 characters. Required.");
        FIELDS.put(
                "id",
                "The UUID that the user had elsewhere, so that the sub claim stays; printed in lower case. None: a new"
                        + " one.");
        FIELDS.put("email", "The email address.");
        FIELDS.put(
                "email_verified",
                "Whether the address was found to be the user's: true or false, the default. If another user has verified"
                        + " it, the user is imported with the address unverified.");
        FIELDS.put("full_name", "The full name.");
        FIELDS.put("scopes", "What the account may be granted: separated by spaces, in JSON also an array.");
        FIELDS.put("own_scopes", "The same without what groups give, as user list prints it; instead of scopes.");
        FIELDS.put(
                "password_hash",
                "A hash of the password, as the system writes it that made it; moving.md lists the formats. The next"
                        + " sign-in replaces it by one of ours.");
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
    private final Choices choices;

    Account(PasswordRules rules, Choices choices) {
        this.rules = rules;
        this.choices = choices;
    }

    /**
     * Makes an account.
     *
     * @throws BadLineException or IllegalArgumentException saying what is wrong with the entry
     */
    Candidate of(Entry entry) {
        Map<String, @Nullable Object> fields = entry.fields();
        if (entry.isFromUs()) {
            refuseUnknown(fields);
        }
        String name = text(fields, choices.nameIsEmail() ? "email" : "username");
        if (name == null) {
            throw new BadLineException("There is no " + (choices.nameIsEmail() ? "email address" : "username") + ".");
        }
        Username username = Username.forNewAccount(name);
        Profile profile = Profile.parse(text(fields, "email"), text(fields, "full_name"));
        List<LeftOut> leftOut = new ArrayList<>(entry.leftOut());
        UUID id = id(entry);
        if (id == null && entry.oldId() != null && !choices.otherIds()) {
            leftOut.add(LeftOut.other("id", "is no UUID, so the user gets a new one: --map FILE lists both"));
        }
        if (entry.roles().stream().anyMatch(choices::isUnmapped)) {
            leftOut.add(LeftOut.other("roles", "without --map-role are not imported"));
        }
        notCarried(fields).forEach(field -> leftOut.add(LeftOut.loss(field, LeftOut.NOT_IMPORTED)));
        boolean verified = isTrue(fields.get("email_verified")) && profile.email() != null;
        NewUser user = new NewUser(
                id,
                username,
                profile,
                verified,
                choices.scopes(
                        scopes(fields.get(fields.get("own_scopes") == null ? "scopes" : "own_scopes")), entry.roles()),
                null,
                entry.isClosed() || disabled(fields),
                entry.hadAnyFactor() && entry.appSecret() == null,
                choices.groups(),
                validUntil(fields));
        ImportedHash hash = hash(entry);
        String password = password(fields, username, profile);
        if (hash != null && password != null) {
            throw new BadLineException("There is a password and a hash of one.");
        }
        return new Candidate(
                entry.line(),
                user,
                hash,
                password,
                entry.appSecret(),
                id == null ? entry.oldId() : null,
                kept(user, hash != null || password != null, entry.appSecret() != null),
                leftOut,
                entry.isFromUs());
    }

    private static void refuseUnknown(Map<String, @Nullable Object> fields) {
        for (String name : fields.keySet()) {
            if (!isKnown(name)) {
                throw new BadLineException("There is no field '" + name + "'.");
            }
        }
    }

    private static Set<String> kept(NewUser user, boolean password, boolean app) {
        Set<String> kept = new LinkedHashSet<>(List.of("username"));
        Map<String, Boolean> others = new LinkedHashMap<>();
        others.put("id", user.id() != null);
        others.put("email", user.profile().email() != null);
        others.put("email_verified", user.emailVerified());
        others.put("full_name", user.profile().fullName() != null);
        others.put("scopes", !user.scopes().isEmpty());
        others.put("password", password);
        others.put("disabled", user.disabled());
        others.put("authenticator app", app);
        others.forEach((field, is) -> {
            if (is) {
                kept.add(field);
            }
        });
        return kept;
    }

    /** Whether a line may have a field of this name. */
    static boolean isKnown(String name) {
        return FIELDS.containsKey(name) || NOT_CARRIED.contains(name);
    }

    /** The fields of a line that are not imported, by their names. */
    private static List<String> notCarried(Map<String, @Nullable Object> fields) {
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

    /** The id of a user that stays, which is a UUID; null for a new one. */
    private @Nullable UUID id(Entry entry) {
        String ofOurs = text(entry.fields(), "id");
        String text = ofOurs == null ? entry.oldId() : ofOurs;
        if (text == null) {
            return null;
        }
        boolean usable = UUID_SYNTAX.matcher(text).matches() && !SPECIAL.contains(UUID.fromString(text));
        if (!usable && entry.isFromUs()) {
            if (!choices.otherIds()) {
                throw new BadLineException(
                        "The id is not a UUID like 9d2b8f6e-5c1a-4f0e-8a57-1f0c5d3e7b42; without the field the user gets a"
                                + " new one, and so with --map FILE.");
            }
            entry.id(text);
        }
        return usable ? UUID.fromString(text) : null;
    }

    private static @Nullable String text(Map<String, @Nullable Object> fields, String name) {
        return switch (fields.get(name)) {
            case null -> null;
            case String text -> text.isEmpty() ? null : text;
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
            Instant time = text == null ? null : OffsetDateTime.parse(text).toInstant();
            if (time != null && (time.isBefore(Instant.EPOCH) || !time.isBefore(TOO_LATE))) {
                throw new BadLineException("The field valid_until is not between 1970 and 9999.");
            }
            return time;
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

    private @Nullable ImportedHash hash(Entry entry) {
        @Nullable Object hash = entry.fields().get("password_hash");
        if (hash == null) {
            return null;
        }
        try {
            return ImportedHash.of(String.valueOf(text(entry.fields(), "password_hash")), rules.bounds());
        } catch (InvalidValueException e) {
            throw new BadLineException(e.getMessage() + (entry.isFromUs() ? HINT : ""));
        }
    }

    private @Nullable String password(Map<String, @Nullable Object> fields, Username username, Profile profile) {
        String plain = text(fields, "plain_password");
        if (plain != null) {
            if (!choices.plaintext()) {
                throw new BadLineException("The password is in clear: --allow-plaintext hashes it at once.");
            }
            // The user has it already, so no rule for new ones applies.
            return PasswordPolicy.normalise(plain);
        }
        String password = text(fields, "password");
        return password == null ? null : rules.policy().check(password, username.value(), profile.email());
    }
}
