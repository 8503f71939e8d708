package dev.latchkey.admin.token;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.Ended;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.token.TokenShapes.Revoked;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientChanges;
import dev.latchkey.core.family.FamilyListing;
import dev.latchkey.core.family.Revocation;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey token revoke}. */
record RevokeTokens(Session session) {

    /** What is to be revoked: exactly one of these. */
    static final class Meant {
        @Option(names = "--user", paramLabel = "USER", order = 10, description = "All tokens of this user.")
        @Nullable
        String user;

        @Option(
                names = "--client",
                paramLabel = "CLIENT",
                order = 11,
                description = "All tokens of this client, client credentials included.")
        @Nullable
        String client;

        @Option(names = "--all", order = 12, description = "All tokens of everybody.")
        boolean all;

        @Parameters(
                paramLabel = "ID",
                arity = "1..*",
                description = "Ids of families (the sid of a token), or their beginnings.")
        @Nullable
        List<String> ids;
    }

    @Command(
            description = "Revoke tokens. Users and clients stay as they are and can get new ones.",
            footer = {
                "Examples:",
                "  latchkey token revoke --user alice --reason 'phone lost'",
                "  latchkey token revoke 01a2b3c4d5e6",
                "  latchkey token revoke --all --dry-run"
            })
    int revoke(
            @ArgGroup(exclusive = true, multiplicity = "1") Meant meant,
            @Mixin Confirmation confirmation,
            @Mixin Change change) {
        ClientChanges clients = session.database().clientChanges();
        if (meant.user != null) {
            User user = Lookup.user(session.database(), meant.user);
            return revoke(
                    user.username(),
                    change,
                    () -> session.database().userChanges().revokeTokens(user, change.by()));
        }
        if (meant.client != null) {
            Client client = Lookup.client(session.database(), meant.client);
            return revoke(
                    client.clientId(),
                    change,
                    change.orCount(() -> clients.revokeTokens(client, change.by()), () -> clients.countTokens(client)));
        }
        if (meant.ids != null) {
            List<FamilyListing> families = meant.ids.stream()
                    .map(id -> Lookup.family(session.database(), id))
                    .toList();
            String what = families.size() == 1 ? families.getFirst().id().toString() : families.size() + " families";
            return revoke(what, change, () -> session.database().revocations().revoke(families, change.by()));
        }
        if (!meant.all) {
            throw Failure.usage("What is to be revoked? --user, --client, --all or ids.");
        }
        confirmation.require(change, "Revoke all tokens of everybody?");
        return revoke(
                "all", change, change.orCount(() -> clients.revokeAllTokens(change.by()), clients::countAllTokens));
    }

    private int revoke(String what, Change change, Supplier<Revocation> revocation) {
        Ended ended = change.makeEnding(revocation, Function.identity()).ended();
        String words =
                (change.dryRun() ? "dry run, nothing was changed: " : "") + what + ": " + ended.words(session.now());
        session.output().done(TokenShapes.REVOKED, new Revoked(what, ended), words);
        return ExitCode.DONE;
    }
}
