package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target.Disabled;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey user disable}. */
@Command(
        name = "disable",
        description = "Disable a user and revoke all of that user's tokens. From then on nobody issues or refreshes for"
                + " them.",
        footer = {"Examples:", "  latchkey user disable alice --reason 'left the company'"})
final class DisableUser implements Callable<Integer> {

    @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION)
    private String nameOrId = "";

    @Mixin
    private final Change change;

    private final Session session;

    DisableUser(Session session) {
        this.session = session;
        this.change = new Change(session);
    }

    @Override
    public Integer call() {
        User user = Lookup.user(session.database(), nameOrId);
        UserChanges users = session.database().userChanges();
        return UserTarget.of(user, session)
                .disable(
                        change,
                        () -> users.disable(user, change.by())
                                .map(done -> new Disabled(done.changed(), done.revocation())));
    }
}
