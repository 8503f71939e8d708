package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.ScopeOptions;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.user.PasswordSource.NewPassword;
import dev.latchkey.admin.user.UserShapes.AddedUser;
import dev.latchkey.core.account.AddressTakenException;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.group.GroupLimitException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey user add}. */
record AddUser(Session session) {

    @Command(
            description = "Add a user. Asks for the password unless it is told where to get one.",
            footer = {
                "Examples:",
                "  latchkey user add alice --email alice@example.com --scope read --scope write --generate-password",
                "  latchkey user add erin --group readers --generate-password",
                "  latchkey user add dave --valid-until 2027-01-31T00:00Z --generate-password",
                "  latchkey user add carol --email carol@example.com --email-verified --no-password",
                "  echo \"$PASSWORD\" | latchkey user add bob --name 'Bob Example' --password-stdin"
            })
    int add(
            @Parameters(paramLabel = "NAME", description = "The name to sign in with.") String name,
            @Option(names = "--email", paramLabel = "ADDRESS", order = 10, description = "The email address.") @Nullable
                    String email,
            @Option(
                            names = "--email-verified",
                            order = 11,
                            description =
                                    "The address was found to be the user's. Letters go to verified addresses only.")
                    boolean emailVerified,
            @Option(names = "--name", paramLabel = "TEXT", order = 12, description = "The full name.") @Nullable
                    String fullName,
            @Mixin ScopeOptions scopes,
            @Option(
                            names = "--group",
                            paramLabel = "GROUP",
                            order = 50,
                            description = "A group of which the user becomes a member; repeat it for more.")
                    @Nullable
                    List<String> groups,
            @Option(
                            names = "--valid-until",
                            paramLabel = "TIME",
                            order = 51,
                            converter = ValidUntil.Converter.class,
                            description =
                                    "When the account ends by itself: 2027-01-31T00:00Z, or never, the default. From then on it is as good as disabled.")
                    @Nullable
                    ValidUntil validUntil,
            @ArgGroup(exclusive = true) @Nullable PasswordSource password,
            @Option(names = "--no-password", order = 63, description = "The account cannot sign in with a password.")
                    boolean noPassword,
            @Option(names = "--if-absent", order = 70, description = "Succeed when there is such a user already.")
                    boolean ifAbsent,
            @Mixin Change change) {
        Username typed = new Username(name);
        Profile profile = Profile.parse(email, fullName);
        if (emailVerified && profile.email() == null) {
            throw Failure.usage("Which address is verified? Add --email.");
        }
        if (noPassword && password != null) {
            throw Failure.usage("Either --no-password, or where the password comes from.");
        }
        PasswordSource.requireReadable(password);
        change.mayBegin();
        if (session.database().users().findByUsername(typed).isPresent()) {
            return exists(typed, ifAbsent);
        }
        List<String> joined =
                groups == null ? List.of() : groups.stream().distinct().toList();
        session.database().access().groups().missing(joined).stream()
                .findFirst()
                .ifPresent(missing -> {
                    throw Lookup.noGroup(missing);
                });
        Instant end = validUntil == null
                ? null
                : validUntil.requireFuture(session.database().now()).time();
        Username username = Username.forNewAccount(name);
        NewPassword secret =
                noPassword ? null : PasswordSource.read(password, session, username.value(), profile.email());
        String hash = secret == null ? null : secret.hash();
        String shown = secret == null ? null : secret.shown();
        Optional<UUID> id = change.makeShowing(
                () -> {
                    Optional<UUID> account = session.database()
                            .userChanges()
                            .add(username, profile, scopes.scopes(), hash, end, change.by());
                    account.filter(made -> emailVerified).ifPresent(made -> verify(made, change));
                    account.ifPresent(made -> joined.forEach(group -> join(group, made, username, change)));
                    return account;
                },
                added -> added.ifPresent(made -> show(new AddedUser(username.value(), made, shown))));
        if (id.isEmpty()) {
            return exists(username, ifAbsent);
        }
        if (change.dryRun()) {
            session.terminal().say(change.mood("added " + username));
        }
        return ExitCode.DONE;
    }

    /** In the transaction that adds the account: an address that another account has, verified, leaves no account behind. */
    private void verify(UUID id, Change change) {
        try {
            session.database().personChanges().setEmailVerified(id, true, change.by());
        } catch (AddressTakenException e) {
            throw Failure.conflict(e.getMessage());
        }
    }

    private void join(String group, UUID id, Username username, Change change) {
        try {
            boolean there = session.database()
                    .access()
                    .groupChanges()
                    .addMember(group, id, username.value(), change.by())
                    .isPresent();
            if (!there) {
                throw Lookup.noGroup(group);
            }
        } catch (GroupLimitException e) {
            throw Failure.conflict(e.getMessage());
        }
    }

    private void show(AddedUser user) {
        String secret = user.password() == null ? "" : "  password: " + user.password();
        session.output().made(UserShapes.ADDED, user, user.username() + "  " + user.id() + secret);
    }

    private int exists(Username username, boolean ifAbsent) {
        if (!ifAbsent) {
            throw Failure.conflict("There is a user '" + username + "' already; --if-absent makes that a success.");
        }
        session.terminal().say(username + " exists already");
        return ExitCode.DONE;
    }
}
