package dev.latchkey.admin.user.factor;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target;
import dev.latchkey.admin.user.UserShapes;
import dev.latchkey.core.account.User;
import dev.latchkey.core.factor.FactorChanges;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey user factor remove}. */
record RemoveFactor(Session session) {

    @Command(
            name = "remove",
            description = {
                "Remove one second factor of a user, with the recovery codes when it was the last one.",
                "Ends the user's browser sessions."
            },
            footer = {"Examples:", "  latchkey user factor remove alice totp --reason 'has a new phone'"})
    int remove(
            @Parameters(index = "0", paramLabel = "USER", description = "A username, an id or the beginning of one.")
                    String nameOrId,
            @Parameters(
                            index = "1",
                            paramLabel = "FACTOR",
                            description = "The factor, as 'user factor list' prints it.")
                    String factor,
            @Mixin Confirmation confirmation,
            @Mixin Change change) {
        confirmation.requireAnswer(change);
        User user = Lookup.user(session.database(), nameOrId);
        if (!factor.equals(FactorShapes.TOTP)) {
            throw Failure.notFound(
                    "There is no factor '" + factor + "': see 'latchkey user factor list " + user.username() + "'.");
        }
        confirmation.require(change, "Remove the second factor of " + user.username() + "?");
        FactorChanges factors = session.database().factorChanges();
        return new Target(session, "user", user.username(), user.id(), UserShapes.CHANGED)
                .change(
                        change,
                        () -> factors.remove(user.id(), "factor.remove", change.by()),
                        "removed the second factor of",
                        "has no second factor");
    }
}
