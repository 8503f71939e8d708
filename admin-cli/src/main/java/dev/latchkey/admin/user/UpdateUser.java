package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.ProfileChange;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey user update}. */
record UpdateUser(Session session) {

    @Command(
            name = "update",
            description = "Change the email address or the full name. An empty text takes it away.",
            footer = {
                "Examples:",
                "  latchkey user update alice --email alice@example.org",
                "  latchkey user update alice --name ''"
            })
    int update(
            @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION) String nameOrId,
            @Option(names = "--email", paramLabel = "ADDRESS", order = 10, description = "The email address.") @Nullable
                    String email,
            @Option(names = "--name", paramLabel = "TEXT", order = 11, description = "The full name.") @Nullable
                    String fullName,
            @Mixin Change change) {
        if (email == null && fullName == null) {
            throw Failure.usage("What is to be changed? --email or --name.");
        }
        var wanted = new ProfileChange(Profile.parse(email, fullName), email != null, fullName != null);
        User user = Lookup.user(session.database(), nameOrId);
        UserChanges users = session.database().userChanges();
        return UserTarget.of(user, session)
                .change(change, () -> users.updateProfile(user, wanted, change.by()), "updated", "was so already");
    }
}
