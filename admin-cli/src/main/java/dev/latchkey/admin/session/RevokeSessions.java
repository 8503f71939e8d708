package dev.latchkey.admin.session;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Change.Ending;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.session.SessionShapes.Revoked;
import dev.latchkey.core.account.SessionChanges;
import dev.latchkey.core.account.SessionChanges.SignOut;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.session.SessionListing;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey session revoke}. */
record RevokeSessions(Session session) {

    /** What is to be ended: exactly one of these. */
    static final class Meant {
        @Option(names = "--user", paramLabel = "USER", order = 10, description = "All sessions of this user.")
        @Nullable
        String user;

        @Option(
                names = "--client",
                paramLabel = "CLIENT",
                order = 11,
                description = "All sessions in which this client got tokens.")
        @Nullable
        String client;

        @Option(names = "--all", order = 12, description = "All sessions of everybody.")
        boolean all;

        @Parameters(
                paramLabel = "ID",
                arity = "1..*",
                description = "Ids of sessions (the sid of an ID token), or their beginnings.")
        @Nullable
        List<String> ids;
    }

    @Command(
            description = {
                "End browser sessions and revoke the tokens that came from them. The users can sign in again.",
                "Tokens with the scope offline_access stay: 'latchkey token revoke' ends all."
            },
            footer = {
                "Examples:",
                "  latchkey session revoke --user alice --reason 'laptop lost'",
                "  latchkey session revoke 01a2b3c4d5e6",
                "  latchkey session revoke --client shop --yes",
                "  latchkey session revoke --all --dry-run"
            })
    int revoke(
            @ArgGroup(exclusive = true, multiplicity = "1") Meant meant,
            @Mixin Confirmation confirmation,
            @Mixin Change change) {
        SessionChanges sessions = session.database().sessionChanges();
        if (meant.user != null) {
            User user = Lookup.user(session.database(), meant.user);
            return revoke(user.username(), change, () -> sessions.endAllOfUser(user.id(), change.by()));
        }
        if (meant.client != null) {
            Client client = Lookup.client(session.database(), meant.client);
            confirmation.require(
                    change,
                    "End the browser sessions of all users in which " + client.clientId()
                            + " got tokens? They end for all applications.");
            return revoke(
                    client.clientId(),
                    change,
                    change.orCount(
                            () -> sessions.endAllOfClient(client.id(), change.by()),
                            () -> sessions.countAllOfClient(client.id())));
        }
        if (meant.ids != null) {
            List<SessionListing> listed = meant.ids.stream()
                    .map(id -> Lookup.session(session.database(), id))
                    .toList();
            String what = listed.size() == 1 ? listed.getFirst().id().toString() : listed.size() + " sessions";
            return revoke(
                    what,
                    change,
                    () -> listed.stream()
                            .map(one -> sessions.end(one.id(), "administrator", change.by()))
                            .reduce(SignOut.NONE, SignOut::and));
        }
        if (!meant.all) {
            throw Failure.usage("What is to be ended? --user, --client, --all or ids.");
        }
        confirmation.require(change, "End all browser sessions of everybody?");
        return revoke("all", change, change.orCount(() -> sessions.endAll(change.by()), sessions::countAll));
    }

    private int revoke(String what, Change change, Supplier<SignOut> signOut) {
        Ending<SignOut> done = change.makeEnding(signOut, SignOut::revocation);
        int sessions = done.value().sessions();
        String words = (change.dryRun() ? "dry run, nothing was changed: " : "") + what + ": "
                + (sessions == 1 ? "1 browser session" : sessions + " browser sessions") + " ended, "
                + done.ended().words(session.now());
        session.output().done(SessionShapes.REVOKED, new Revoked(what, sessions, done.ended()), words);
        return ExitCode.DONE;
    }
}
