package dev.latchkey.admin.user;

import dev.latchkey.admin.command.ChangeOptions;
import dev.latchkey.admin.command.CommandGroup;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.Ended;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.PasswordRules;
import dev.latchkey.admin.command.ScopeOptions;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.user.PasswordSource.NewPassword;
import dev.latchkey.admin.user.UserShapes.ChangedUser;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.ProfileChange;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import dev.latchkey.core.account.UserChanges.ScopesChange;
import dev.latchkey.core.family.Scopes;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of {@code latchkey user} that change an account which is there. */
@Command(addMethodSubcommands = false)
public abstract class UserEdits extends CommandGroup {

    static final String USER = "A username, an id or the beginning of one.";

    UserEdits(Session session) {
        super(session);
    }

    @Command(
            name = "set-password",
            description = "Set a user's password and revoke all of that user's tokens.",
            footer = {
                "Examples:",
                "  latchkey user set-password alice",
                "  latchkey user set-password alice --generate-password --reason 'forgot it'"
            })
    public int setPassword(
            @Parameters(paramLabel = "USER", description = USER) String nameOrId,
            @ArgGroup(exclusive = true) @Nullable PasswordSource password,
            @Mixin ChangeOptions change) {
        User user = Lookup.user(database(), nameOrId);
        NewPassword secret =
                newPassword(password, user.username(), user.profile().email());
        String shown = change.dryRun() ? null : secret.shown();
        Ended ended = changeEnding(
                        change,
                        () -> database()
                                .userChanges()
                                .setPassword(user, secret.hash(), by(change))
                                .orElseThrow(() -> gone(user)),
                        Function.identity(),
                        ending -> show(user, ending, shown))
                .ended();
        String words = change.mood("set the password of " + user.username()) + ": " + ended.words(now());
        if (shown == null) {
            output().done(UserShapes.CHANGED, ChangedUser.of(user, true, ended), words);
        } else {
            terminal().say(words);
        }
        return ExitCode.DONE;
    }

    private void show(User user, Ended ended, @Nullable String password) {
        if (password != null) {
            output().made(
                            UserShapes.CHANGED_PASSWORD,
                            new ChangedUser(user.username(), user.id(), true, ended, password),
                            user.username() + "  " + user.id() + "  password: " + password);
        }
    }

    @Command(
            name = "disable",
            description =
                    "Disable a user and revoke all of that user's tokens. From then on nobody issues or refreshes for"
                            + " them.",
            footer = {"Examples:", "  latchkey user disable alice --reason 'left the company'"})
    public int disable(
            @Parameters(paramLabel = "USER", description = USER) String nameOrId, @Mixin ChangeOptions change) {
        User user = Lookup.user(database(), nameOrId);
        Ending<UserChanges.Disabled> ending = changeEnding(
                change,
                () -> database().userChanges().disable(user, by(change)).orElseThrow(() -> gone(user)),
                UserChanges.Disabled::revocation);
        UserChanges.Disabled done = ending.value();
        Ended ended = ending.ended();
        boolean nothing = !done.changed() && done.revocation().families() == 0;
        String words = nothing
                ? user.username() + " was disabled already"
                : change.mood("disabled " + user.username()) + ": " + ended.words(now());
        return done(user, !nothing, ended, words);
    }

    @Command(
            name = "enable",
            description = "Enable a user again. Tokens that were revoked stay revoked.",
            footer = {"Examples:", "  latchkey user enable alice"})
    public int enable(
            @Parameters(paramLabel = "USER", description = USER) String nameOrId, @Mixin ChangeOptions change) {
        User user = Lookup.user(database(), nameOrId);
        boolean changed = change(change, () -> database().userChanges().enable(user, by(change)))
                .orElseThrow(() -> gone(user));
        String words = changed ? change.mood("enabled " + user.username()) : user.username() + " was not disabled";
        return done(user, changed, Ended.NOTHING, words);
    }

    @Command(
            name = "unlock",
            description =
                    "Let somebody who failed too often try again at once. Does not enable a user who is disabled.",
            footer = {"Examples:", "  latchkey user unlock alice --reason 'called and said so'"})
    public int unlock(
            @Parameters(paramLabel = "USER", description = USER) String nameOrId, @Mixin ChangeOptions change) {
        User user = Lookup.user(database(), nameOrId);
        boolean changed = change(change, () -> database().userChanges().unlock(user, by(change)))
                .orElseThrow(() -> gone(user));
        String words =
                changed ? change.mood("unlocked " + user.username()) : user.username() + " had no failed sign-ins";
        return done(user, changed, Ended.NOTHING, words);
    }

    @Command(
            name = "update",
            description = "Change the email address or the full name. An empty text takes it away.",
            footer = {
                "Examples:",
                "  latchkey user update alice --email alice@example.org",
                "  latchkey user update alice --name ''"
            })
    public int update(
            @Parameters(paramLabel = "USER", description = USER) String nameOrId,
            @Option(names = "--email", paramLabel = "ADDRESS", order = 10, description = "The email address.") @Nullable
                    String email,
            @Option(names = "--name", paramLabel = "TEXT", order = 11, description = "The full name.") @Nullable
                    String fullName,
            @Mixin ChangeOptions change) {
        if (email == null && fullName == null) {
            throw Failure.usage("What is to be changed? --email or --name.");
        }
        var wanted = new ProfileChange(Profile.parse(email, fullName), email != null, fullName != null);
        User user = Lookup.user(database(), nameOrId);
        boolean changed = change(change, () -> database().userChanges().updateProfile(user, wanted, by(change)))
                .orElseThrow(() -> gone(user));
        String words = changed ? change.mood("updated " + user.username()) : user.username() + " was so already";
        return done(user, changed, Ended.NOTHING, words);
    }

    /** Which scopes, or which more and which fewer. */
    static final class ScopeChange {
        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                order = 10,
                description = "Exactly these, repeat it for more; '' for none.")
        @Nullable
        List<Scopes> exactly;

        @ArgGroup(exclusive = false)
        @Nullable
        Difference difference;
    }

    /** More and fewer. */
    static final class Difference {
        @Option(names = "--add", paramLabel = "SCOPE", order = 11, description = "This one more.")
        @Nullable
        List<Scopes> added;

        @Option(names = "--remove", paramLabel = "SCOPE", order = 12, description = "This one no longer.")
        @Nullable
        List<Scopes> removed;
    }

    @Command(
            name = "set-scopes",
            description = {
                "Set the scopes that a user may be granted, or add and remove some.",
                "Tokens lose a removed scope at their next refresh."
            },
            footer = {
                "Examples:",
                "  latchkey user set-scopes alice --scope read --scope write",
                "  latchkey user set-scopes alice --add reports --remove write"
            })
    public int setScopes(
            @Parameters(paramLabel = "USER", description = USER) String nameOrId,
            @ArgGroup(exclusive = true, multiplicity = "1") ScopeChange wanted,
            @Mixin ChangeOptions change) {
        User user = Lookup.user(database(), nameOrId);
        ScopesChange done = change(
                        change,
                        () -> database().userChanges().updateScopes(user, before -> after(before, wanted), by(change)))
                .orElseThrow(() -> gone(user));
        String scopes = done.scopes().isEmpty() ? "none" : done.scopes().toString();
        String words = done.changed()
                ? change.mood("set the scopes of " + user.username()) + ": " + scopes
                : user.username() + " had these scopes already: " + scopes;
        return done(user, done.changed(), Ended.NOTHING, words);
    }

    private static Scopes after(Scopes before, ScopeChange wanted) {
        return wanted.difference == null
                ? ScopeOptions.union(wanted.exactly)
                : before.with(
                        ScopeOptions.union(wanted.difference.added), ScopeOptions.union(wanted.difference.removed));
    }

    @Command(
            name = "delete",
            description =
                    "Delete a user and revoke all of that user's tokens. Disabling keeps the name taken; this does"
                            + " not.",
            footer = {
                "Examples:",
                "  latchkey user delete alice",
                "  latchkey user delete alice --yes --reason 'asked for it'"
            })
    public int delete(
            @Parameters(paramLabel = "USER", description = USER) String nameOrId,
            @Mixin Confirmation confirmation,
            @Mixin ChangeOptions change) {
        confirmation.requireAnswer(terminal(), change);
        User user = Lookup.user(database(), nameOrId);
        confirmation.require(terminal(), change, "Delete the user " + user.username() + " (" + user.id() + ")?");
        Ended ended = changeEnding(
                        change,
                        () -> database().userChanges().delete(user, by(change)).orElseThrow(() -> gone(user)),
                        Function.identity())
                .ended();
        String words = change.mood("deleted " + user.username()) + ": " + ended.words(now());
        return done(user, true, ended, words);
    }

    private int done(User user, boolean changed, Ended ended, String words) {
        output().done(UserShapes.CHANGED, ChangedUser.of(user, changed, ended), words);
        return ExitCode.DONE;
    }

    private static Failure gone(User user) {
        return Failure.notFound("The user '" + user.username() + "' was deleted just now.");
    }

    PasswordRules passwordRules() {
        return PasswordRules.of(session().surroundings().variables());
    }

    /** Without any source it is asked for. */
    NewPassword newPassword(@Nullable PasswordSource given, String username, @Nullable String email) {
        PasswordSource source = given == null ? new PasswordSource() : given;
        if (source.generates()) {
            requireSecretShown();
        }
        return source.read(terminal(), passwordRules().policy(), username, email);
    }
}
