package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey user unlock}. */
@Command(
        name = "unlock",
        description = "Let somebody who failed too often try again at once. Does not enable a user who is disabled.",
        footer = {"Examples:", "  latchkey user unlock alice --reason 'called and said so'"})
final class UnlockUser implements Callable<Integer> {

    @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION)
    private String nameOrId = "";

    @Mixin
    private final Change change;

    private final Session session;

    UnlockUser(Session session) {
        this.session = session;
        this.change = new Change(session);
    }

    @Override
    public Integer call() {
        User user = Lookup.user(session.database(), nameOrId);
        UserChanges users = session.database().userChanges();
        return UserTarget.of(user, session)
                .change(change, () -> users.unlock(user, change.by()), "unlocked", "had no failed sign-ins");
    }
}
