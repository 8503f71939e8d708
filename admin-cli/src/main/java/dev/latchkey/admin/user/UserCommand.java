package dev.latchkey.admin.user;

import dev.latchkey.admin.command.ChangeOptions;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Limit;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.ScopeOptions;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Rows;
import dev.latchkey.admin.user.PasswordSource.NewPassword;
import dev.latchkey.admin.user.UserShapes.AddedUser;
import dev.latchkey.admin.user.UserShapes.DetailedUser;
import dev.latchkey.admin.user.imports.ImportFile;
import dev.latchkey.admin.user.imports.UserImport;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserFilter;
import dev.latchkey.core.account.Username;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey user}. */
@Command(
        name = "user",
        addMethodSubcommands = false,
        description = "Accounts: who may sign in, and with which scopes.",
        footer = {
            "Examples:",
            "  latchkey user add alice --email alice@example.com --scope read --generate-password",
            "  latchkey user disable alice --reason 'left the company'"
        })
public final class UserCommand extends UserEdits {

    public UserCommand(Session session) {
        super(session);
    }

    @Command(
            name = "add",
            description = "Add a user. Asks for the password unless it is told where to get one.",
            footer = {
                "Examples:",
                "  latchkey user add alice --email alice@example.com --scope read --scope write --generate-password",
                "  echo \"$PASSWORD\" | latchkey user add bob --name 'Bob Example' --password-stdin"
            })
    int add(
            @Parameters(paramLabel = "NAME", description = "The name to sign in with.") String name,
            @Option(names = "--email", paramLabel = "ADDRESS", order = 10, description = "The email address.") @Nullable
                    String email,
            @Option(names = "--name", paramLabel = "TEXT", order = 11, description = "The full name.") @Nullable
                    String fullName,
            @Mixin ScopeOptions scopes,
            @ArgGroup(exclusive = true) @Nullable PasswordSource password,
            @Option(names = "--no-password", order = 63, description = "The account cannot sign in with a password.")
                    boolean noPassword,
            @Option(names = "--if-absent", order = 70, description = "Succeed when there is such a user already.")
                    boolean ifAbsent,
            @Mixin ChangeOptions change) {
        Username typed = new Username(name);
        Profile profile = Profile.parse(email, fullName);
        if (database().users().findByUsername(typed).isPresent()) {
            return exists(typed, ifAbsent);
        }
        Username username = Username.forNewAccount(name);
        NewPassword secret = noPassword ? null : newPassword(password, username.value(), profile.email());
        String hash = secret == null ? null : secret.hash();
        String shown = secret == null ? null : secret.shown();
        Optional<UUID> id = changeShowing(
                change,
                () -> database().userChanges().add(username, profile, scopes.scopes(), hash, by(change)),
                added -> added.ifPresent(made -> show(new AddedUser(username.value(), made, shown))));
        if (id.isEmpty()) {
            return exists(username, ifAbsent);
        }
        if (change.dryRun()) {
            terminal().say(change.mood("added " + username));
        }
        return ExitCode.DONE;
    }

    private void show(AddedUser user) {
        String password = user.password() == null ? "" : "  password: " + user.password();
        output().made(UserShapes.ADDED, user, user.username() + "  " + user.id() + password);
    }

    private int exists(Username username, boolean ifAbsent) {
        if (!ifAbsent) {
            throw Failure.conflict("There is a user '" + username + "' already; --if-absent makes that a success.");
        }
        terminal().say(username + " exists already");
        return ExitCode.DONE;
    }

    @Command(
            name = "list",
            description = "List users in the order of their names.",
            footer = {
                "Examples:",
                "  latchkey user list --active --scope write",
                "  latchkey user list --limit 0 -o jsonl > users.jsonl"
            })
    int list(
            @ArgGroup(exclusive = true) @Nullable StatusFilter status,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            order = 20,
                            description = "Only users that have this scope.")
                    @Nullable
                    String scope,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            order = 21,
                            description = "Only users that were added in this time up to now: 24h, 30d.")
                    @Nullable
                    Duration since,
            @Mixin Limit limit) {
        UserFilter filter = new UserFilter(status == null ? null : status.active, scope, since, limit.value());
        try (Rows<User> rows = output().rows(UserShapes.USER)) {
            database().transactions().run(() -> database().users().forEach(filter, rows::write));
        }
        return ExitCode.DONE;
    }

    /** Enabled or disabled. */
    static final class StatusFilter {
        @Option(names = "--active", order = 10, description = "Only users that are not disabled.")
        boolean active;

        @Option(names = "--disabled", order = 11, description = "Only users that are disabled.")
        boolean disabled;
    }

    @Command(
            name = "show",
            description = "Show one user.",
            footer = {"Examples:", "  latchkey user show alice", "  latchkey user show 01a2b3c4 -o json"})
    int show(@Parameters(paramLabel = "USER", description = USER) String user) {
        User found = Lookup.user(database(), user);
        output().show(
                        UserShapes.DETAILED,
                        new DetailedUser(
                                found,
                                database()
                                        .signInFailures()
                                        .lockedUntil(found.username())
                                        .orElse(null)));
        return ExitCode.DONE;
    }

    @Command(
            name = "import",
            description = {
                "Add many users from a file of CSV (with a heading) or JSON Lines; 'user list -o jsonl' is such a"
                        + " file.",
                "A user whose name is taken is left out, so the same file can be imported again after an interruption.",
                "Two lines with one name are a mistake: the first is imported, the second is a bad line.",
                "Ends with 1 when a line was bad; all others are imported then too."
            },
            footer = {
                "Examples:",
                "  latchkey user import users.csv --dry-run",
                "  latchkey user import users.jsonl --errors bad-lines.txt --reason 'from the old system'"
            })
    int importUsers(
            @Parameters(paramLabel = "FILE", description = "The file; its fields are in docs/cli.md.") Path file,
            @Option(
                            names = "--format",
                            paramLabel = "KIND",
                            order = 10,
                            description = "${COMPLETION-CANDIDATES}. Default: what the file's name ends with.")
                    ImportFile.@Nullable Kind kind,
            @Option(
                            names = "--errors",
                            paramLabel = "FILE",
                            order = 11,
                            description =
                                    "Write the number of each bad line and what is wrong with it to this file, and"
                                            + " what of a good line could not be carried over.")
                    @Nullable
                    Path errors,
            @Mixin ChangeOptions change) {
        String source = String.valueOf(file.getFileName());
        UserImport.Result result = new ImportFile(file, kind, errors, terminal(), passwordRules())
                .run(batch -> change(change, () -> database().userChanges().addAll(batch, source, by(change))));
        String words = change.mood("added " + result.added() + " users") + "; " + result.existing() + " exist already, "
                + result.bad() + " bad lines"
                + (result.incomplete() == 0
                        ? ""
                        : "; " + result.incomplete() + " were added without all that their line has");
        output().done(UserShapes.IMPORTED, result, words);
        return result.bad() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
}
