package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey user unlock}. */
record UnlockUser(Session session) {

    @Command(
            description =
                    "Let a user who failed to sign in too often try again at once. Does not enable a disabled user.",
            footer = {"Examples:", "  latchkey user unlock alice --reason 'called and said so'"})
    int unlock(
            @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION) String nameOrId,
            @Mixin Change change) {
        User user = Lookup.user(session.database(), nameOrId);
        UserChanges users = session.database().userChanges();
        return UserTarget.of(user, session)
                .change(change, () -> users.unlock(user, change.by()), "unlocked", "had no failed sign-ins");
    }
}
