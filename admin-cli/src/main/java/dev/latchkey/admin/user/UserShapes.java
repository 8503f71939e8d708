package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Changed;
import dev.latchkey.admin.command.Ended;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.admin.user.imports.UserImport;
import dev.latchkey.core.account.Person;
import dev.latchkey.core.account.User;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The output fields of the commands in this package. */
public final class UserShapes {

    private static final String END = "When the account ends by itself; null when it does not.";

    public static final Shape<User> USER = user("user", user -> user);

    /** The same with the end in tables, too. */
    public static final Shape<User> ENDING =
            account("user", (User user) -> user).column("valid_until", Kind.TIME, END, User::validUntil);

    public static final Shape<DetailedUser> DETAILED = user("user in detail", DetailedUser::user)
            .field(
                    "locked_until",
                    Kind.TIME,
                    "Until when sign-ins wait because there were too many failures; null when they do not.",
                    DetailedUser::lockedUntil)
            .field(
                    "second_factors",
                    Kind.STRINGS,
                    "What the user needs besides the password, or can use alone: totp is an authenticator app.",
                    DetailedUser::factors)
            .field(
                    "factor_required",
                    Kind.BOOLEAN,
                    "Whether the next sign-in has to add a second factor, because the user had one in the system that the user"
                            + " was imported from.",
                    DetailedUser::factorRequired)
            .field(
                    "email_verified_at",
                    Kind.TIME,
                    "When the address was found to be the user's; null when it was not.",
                    row -> row.person().emailVerifiedAt())
            .field(
                    "claims",
                    Kind.OBJECT,
                    "What the account tells about its user besides, for OpenID Connect.",
                    row -> row.person().claims().values());

    public static final Shape<AddedUser> ADDED = Shape.of("added user", AddedUser::id)
            .column("username", Kind.STRING, "The name as it was normalised.", AddedUser::username)
            .column("id", Kind.UUID, "The new id.", AddedUser::id)
            .column("password", Kind.STRING, "A generated password, shown only here; else null.", AddedUser::password);

    public static final Shape<Changed> CHANGED = Ended.describe(
            Shape.of("changed user", Changed::id)
                    .column("username", Kind.STRING, "Whose account it is.", Changed::name)
                    .field("id", Kind.UUID, "The account's id.", Changed::id)
                    .column("changed", Kind.BOOLEAN, "False when nothing was left to do.", Changed::changed),
            Changed::ended);

    public static final Shape<ChangedPassword> CHANGED_PASSWORD = Ended.describe(
            Shape.<ChangedPassword>of("changed password", one -> one.user().id())
                    .column(
                            "username",
                            Kind.STRING,
                            "Whose account it is.",
                            one -> one.user().name())
                    .column(
                            "id",
                            Kind.UUID,
                            "The account's id.",
                            one -> one.user().id())
                    .column(
                            "password",
                            Kind.STRING,
                            "A generated password, shown only here; else null.",
                            ChangedPassword::password),
            one -> one.user().ended());

    public static final Shape<MadeLink> MADE_LINK = Shape.of("link", MadeLink::id)
            .column("username", Kind.STRING, "Whose account it is.", MadeLink::username)
            .field("id", Kind.UUID, "The account's id.", MadeLink::id)
            .column("link", Kind.STRING, "The link, shown only here.", MadeLink::link)
            .column("expires_at", Kind.TIME, "Until when it works.", MadeLink::expiresAt);

    public static final Shape<UserImport.Result> IMPORTED = Shape.of("import", UserImport.Result::added)
            .column("lines", Kind.INTEGER, "How many lines with an account there were.", UserImport.Result::lines)
            .column("added", Kind.INTEGER, "How many users were added.", UserImport.Result::added)
            .column("existing", Kind.INTEGER, "How many names were taken already.", UserImport.Result::existing)
            .column(
                    "bad",
                    Kind.INTEGER,
                    "How many lines were left out because something is wrong.",
                    UserImport.Result::bad)
            .field(
                    "incomplete",
                    Kind.INTEGER,
                    "How many of the added users lack something that their line has, like a password.",
                    UserImport.Result::incomplete);

    /** An account that was added. */
    public record AddedUser(
            String username, UUID id, @Nullable String password) {}

    /** A link with which a user sets a new password. */
    public record MadeLink(String username, UUID id, String link, Instant expiresAt) {

        /** Leaves the link out. */
        @Override
        public String toString() {
            return "MadeLink[" + username + "]";
        }
    }

    /** The output fields of a password change: the account, and the revoked tokens. */
    public record ChangedPassword(Changed user, String password) {}

    /**
     * An account with the details that are shown when one account is asked for.
     *
     * @param lockedUntil null when the user may try to sign in now, from every network
     * @param factors the kinds of second factors that the user has
     * @param factorRequired whether the next sign-in has to add one
     */
    public record DetailedUser(
            User user, Person person, @Nullable Instant lockedUntil, List<String> factors, boolean factorRequired) {

        /** Details that do not change any more. */
        public DetailedUser {
            factors = List.copyOf(factors);
        }
    }

    private UserShapes() {}

    private static <T> Shape<T> user(String name, Function<T, User> of) {
        return account(name, of)
                .field("valid_until", Kind.TIME, END, row -> of.apply(row).validUntil());
    }

    private static <T> Shape<T> account(String name, Function<T, User> of) {
        return Shape.<T>of(name, row -> of.apply(row).id())
                .field("id", Kind.UUID, "Never changes.", row -> of.apply(row).id())
                .column(
                        "username",
                        Kind.STRING,
                        "The name to sign in with, normalised.",
                        row -> of.apply(row).username())
                .column(
                        "email",
                        Kind.STRING,
                        "Null when unknown.",
                        row -> of.apply(row).profile().email())
                .column(
                        "full_name",
                        Kind.STRING,
                        "Null when unknown.",
                        row -> of.apply(row).profile().fullName())
                .column(
                        "scopes",
                        Kind.STRINGS,
                        "What the account may be granted, by itself and by its groups.",
                        row -> of.apply(row).scopes().tokens())
                .column(
                        "status",
                        Kind.STATE,
                        "active, disabled or expired.",
                        row -> of.apply(row).status().toString())
                .field(
                        "has_password",
                        Kind.BOOLEAN,
                        "Whether it can sign in with a password.",
                        row -> of.apply(row).hasPassword())
                .column(
                        "created_at",
                        Kind.TIME,
                        "When it was added.",
                        row -> of.apply(row).createdAt())
                .field(
                        "password_changed_at",
                        Kind.TIME,
                        "Null when it never had a password.",
                        row -> of.apply(row).passwordChangedAt())
                .field(
                        "disabled_at",
                        Kind.TIME,
                        "Null unless it is disabled.",
                        row -> of.apply(row).disabledAt())
                .field(
                        "own_scopes",
                        Kind.STRINGS,
                        "What the account itself was given.",
                        row -> of.apply(row).ownScopes().tokens())
                .field(
                        "groups",
                        Kind.STRINGS,
                        "The names of its groups.",
                        row -> of.apply(row).groups());
    }
}
