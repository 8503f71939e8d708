package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey user delete}. */
record DeleteUser(Session session) {

    @Command(
            description =
                    "Delete a user and revoke all of that user's tokens. Disabling keeps the name taken; this does not.",
            footer = {
                "Examples:",
                "  latchkey user delete alice",
                "  latchkey user delete alice --yes --reason 'asked for it'"
            })
    int delete(
            @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION) String nameOrId,
            @Mixin Confirmation confirmation,
            @Mixin Change change) {
        User user = Lookup.user(session.database(), nameOrId);
        UserChanges users = session.database().userChanges();
        return UserTarget.of(user, session).delete(confirmation, change, () -> users.delete(user, change.by()));
    }
}
