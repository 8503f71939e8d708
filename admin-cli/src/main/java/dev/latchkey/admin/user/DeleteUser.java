package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey user delete}. */
@Command(
        name = "delete",
        description =
                "Delete a user and revoke all of that user's tokens. Disabling keeps the name taken; this does not.",
        footer = {
            "Examples:",
            "  latchkey user delete alice",
            "  latchkey user delete alice --yes --reason 'asked for it'"
        })
final class DeleteUser implements Callable<Integer> {

    @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION)
    private String nameOrId = "";

    @Mixin
    private final Confirmation confirmation;

    @Mixin
    private final Change change;

    private final Session session;

    DeleteUser(Session session) {
        this.session = session;
        this.change = new Change(session);
        this.confirmation = new Confirmation(session, change);
    }

    @Override
    public Integer call() {
        confirmation.requireAnswer();
        User user = Lookup.user(session.database(), nameOrId);
        UserChanges users = session.database().userChanges();
        return UserTarget.of(user, session).delete(confirmation, change, () -> users.delete(user, change.by()));
    }
}
