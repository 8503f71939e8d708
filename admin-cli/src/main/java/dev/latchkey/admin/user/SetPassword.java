package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Changed;
import dev.latchkey.admin.command.Ended;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target;
import dev.latchkey.admin.user.PasswordSource.NewPassword;
import dev.latchkey.admin.user.UserShapes.ChangedPassword;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey user set-password}. */
record SetPassword(Session session) {

    @Command(
            description = "Set a user's password and revoke all of that user's tokens.",
            footer = {
                "Examples:",
                "  latchkey user set-password alice",
                "  latchkey user set-password alice --generate-password --reason 'forgot it'"
            })
    int setPassword(
            @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION) String nameOrId,
            @ArgGroup(exclusive = true) @Nullable PasswordSource password,
            @Mixin Change change) {
        User user = Lookup.user(session.database(), nameOrId);
        UserChanges users = session.database().userChanges();
        Target target = UserTarget.of(user, session);
        NewPassword secret = PasswordSource.read(
                password, session, user.username(), user.profile().email());
        String shown = change.dryRun() ? null : secret.shown();
        Ended ended = change.makeEndingShowing(
                () -> users.setPassword(user, secret.hash(), change.by()).orElseThrow(target::gone), ending -> {
                    if (shown != null) {
                        show(user, ending, shown);
                    }
                });
        String words = change.mood("set the password of " + user.username()) + ": " + ended.words(session.now());
        if (shown == null) {
            return target.tell(true, ended, words);
        }
        session.terminal().say(words);
        return ExitCode.DONE;
    }

    private void show(User user, Ended ended, String shown) {
        session.output()
                .made(
                        UserShapes.CHANGED_PASSWORD,
                        new ChangedPassword(new Changed(user.username(), user.id(), true, ended), shown),
                        user.username() + "  " + user.id() + "  password: " + shown);
    }
}
