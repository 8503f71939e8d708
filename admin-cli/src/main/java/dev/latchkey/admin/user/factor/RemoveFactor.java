package dev.latchkey.admin.user.factor;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target;
import dev.latchkey.admin.user.UserShapes;
import dev.latchkey.core.account.User;
import dev.latchkey.core.factor.Factors;
import java.util.Base64;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey user factor remove}. */
record RemoveFactor(Session session) {

    @Command(
            description = {
                "Remove one second factor of a user, with the recovery codes when it was the last one.",
                "Ends the user's browser sessions."
            },
            footer = {
                "Examples:",
                "  latchkey user factor remove alice totp --reason 'has a new phone'",
                "  latchkey user factor remove alice 'Work laptop' --reason 'was stolen'"
            })
    int remove(
            @Parameters(index = "0", paramLabel = "USER", description = "A username, an id or the beginning of one.")
                    String nameOrId,
            @Parameters(
                            index = "1",
                            paramLabel = "FACTOR",
                            description =
                                    "totp, or the name or the beginning of the id of a passkey, as 'user factor list' prints it.")
                    String factor,
            @Mixin Confirmation confirmation,
            @Mixin Change change) {
        User user = Lookup.user(session.database(), nameOrId);
        Factors factors = session.database().factors();
        List<FactorShapes.Listed> meant = FactorShapes.list(factors, user).stream()
                .filter(listed -> listed.id().startsWith(factor) || factor.equals(listed.name()))
                .toList();
        if (meant.size() != 1) {
            String see = "see 'latchkey user factor list " + user.username() + " -o json'.";
            throw meant.isEmpty()
                    ? Failure.notFound("There is no factor '" + factor + "': " + see)
                    : Failure.conflict("More than one factor is called '" + factor + "'. Name its id: " + see);
        }
        FactorShapes.Listed one = meant.getFirst();
        String what = one.name() == null ? "the authenticator app" : "the passkey '" + one.name() + "'";
        confirmation.require(change, "Remove " + what + " of " + user.username() + "?");
        return new Target(session, "user", user.username(), user.id(), UserShapes.CHANGED)
                .change(
                        change,
                        () -> one.name() == null
                                ? factors.changes().remove(user.id(), "factor.remove", change.by())
                                : factors.passkeyChanges().remove(user.id(), id(one), change.by()),
                        "removed a second factor of",
                        "has no second factor");
    }

    private static byte[] id(FactorShapes.Listed passkey) {
        return Base64.getUrlDecoder().decode(passkey.id());
    }
}
