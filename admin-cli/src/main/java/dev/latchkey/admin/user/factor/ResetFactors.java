package dev.latchkey.admin.user.factor;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target;
import dev.latchkey.admin.output.Counted;
import dev.latchkey.admin.user.UserShapes;
import dev.latchkey.core.account.User;
import dev.latchkey.core.factor.FactorChanges;
import dev.latchkey.core.key.MasterKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey user factor reset}. */
record ResetFactors(Session session) {

    /** Whose factors: exactly one of these. */
    static final class Meant {
        @Parameters(paramLabel = "USER", arity = "1", description = "A username, an id or the beginning of one.")
        @Nullable
        String user;

        @Option(
                names = "--unreadable",
                order = 10,
                description =
                        "All users whose authenticator apps the master key does not open, because the one that does is lost.")
        boolean unreadable;
    }

    @Command(
            description = {
                "Remove all second factors and recovery codes of a user who lost them. The password alone is enough then, or",
                "the next sign-in adds a factor where that is required. An imported user who had a factor in the other system",
                "need not add one any more. Ends the user's browser sessions."
            },
            footer = {
                "Examples:",
                "  latchkey user factor reset alice --reason 'lost her phone, came in person'",
                "  latchkey user factor reset --unreadable --dry-run"
            })
    int reset(
            @ArgGroup(exclusive = true, multiplicity = "1") Meant meant,
            @Mixin Confirmation confirmation,
            @Mixin Change change) {
        FactorChanges factors = session.database().factors().changes();
        if (meant.user == null) {
            return resetUnreadable(factors, confirmation, change);
        }
        User user = Lookup.user(session.database(), meant.user);
        confirmation.require(change, "Remove all second factors of " + user.username() + "?");
        return new Target(session, "user", user.username(), user.id(), UserShapes.CHANGED)
                .change(
                        change,
                        () -> reset(user, factors, change),
                        "reset the second factors of",
                        "has no second factor");
    }

    /** Also when the user had a factor elsewhere only, and the next sign-in would ask for one. */
    private Optional<Boolean> reset(User user, FactorChanges factors, Change change) {
        return factors.reset(user.id(), change.by())
                .flatMap(removed -> session.database()
                        .access()
                        .factorDemands()
                        .lift(user.id(), change.by())
                        .map(lifted -> removed || lifted));
    }

    private int resetUnreadable(FactorChanges factors, Confirmation confirmation, Change change) {
        MasterKey masterKey = session.masterKeySource().load(false);
        if (session.database().keys().read(masterKey).keys().isEmpty()) {
            throw Failure.failed("The master key opens no signing key of this database, so it may be a wrong one.");
        }
        confirmation.require(change, "Remove the second factors that the master key does not open?");
        int users = change.make(() -> factors.resetUnreadable(session.database().dataKeys(), masterKey, change.by()));
        session.output()
                .done(
                        FactorShapes.RESET,
                        users,
                        change.mood("reset the second factors of " + Counted.of(users, "user")));
        return ExitCode.DONE;
    }
}
