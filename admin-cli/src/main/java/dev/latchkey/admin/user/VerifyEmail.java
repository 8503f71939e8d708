package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.account.AddressTakenException;
import dev.latchkey.core.account.User;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey user verify-email}. */
record VerifyEmail(Session session) {

    @Command(
            description = {
                "Say that the email address of an account is its user's: the link for a new password goes there.",
                "No two accounts have the same verified address."
            },
            footer = {"Examples:", "  latchkey user verify-email alice --reason 'wrote to us from there'"})
    int verify(
            @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION) String nameOrId,
            @Mixin Change change) {
        User user = Lookup.user(session.database(), nameOrId);
        if (user.profile().email() == null) {
            throw Failure.conflict(user.username() + " has no email address: 'latchkey user update " + user.username()
                    + " --email ADDRESS' adds one.");
        }
        return UserTarget.of(user, session)
                .change(
                        change,
                        () -> verify(user, change),
                        "verified the address of",
                        "had a verified address already");
    }

    private Optional<Boolean> verify(User user, Change change) {
        try {
            return session.database().personChanges().setEmailVerified(user.id(), true, change.by());
        } catch (AddressTakenException e) {
            throw Failure.conflict(e.getMessage());
        }
    }
}
