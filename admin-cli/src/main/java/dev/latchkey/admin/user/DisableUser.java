package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target.Disabled;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey user disable}. */
record DisableUser(Session session) {

    @Command(
            description = "Disable a user and revoke all of that user's tokens. From then on no server issues or"
                    + " refreshes tokens for the user.",
            footer = {"Examples:", "  latchkey user disable alice --reason 'left the company'"})
    int disable(
            @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION) String nameOrId,
            @Mixin Change change) {
        User user = Lookup.user(session.database(), nameOrId);
        UserChanges users = session.database().userChanges();
        return UserTarget.of(user, session)
                .disable(
                        change,
                        () -> users.disable(user, change.by())
                                .map(done -> new Disabled(done.changed(), done.revocation())));
    }
}
