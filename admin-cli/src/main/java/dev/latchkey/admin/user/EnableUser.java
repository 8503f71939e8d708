package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey user enable}. */
record EnableUser(Session session) {

    @Command(
            description = "Enable a user again. Tokens that were revoked stay revoked.",
            footer = {"Examples:", "  latchkey user enable alice"})
    int enable(
            @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION) String nameOrId,
            @Mixin Change change) {
        User user = Lookup.user(session.database(), nameOrId);
        UserChanges users = session.database().userChanges();
        return UserTarget.of(user, session)
                .change(change, () -> users.enable(user, change.by()), "enabled", already(user));
    }

    private static String already(User user) {
        return user.expired()
                ? "was not disabled: the account has ended, and 'latchkey user update --valid-until' extends it"
                : "was not disabled";
    }
}
