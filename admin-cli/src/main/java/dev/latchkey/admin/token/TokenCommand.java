package dev.latchkey.admin.token;

import dev.latchkey.admin.command.ChangeOptions;
import dev.latchkey.admin.command.CommandGroup;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.Ended;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Limit;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Rows;
import dev.latchkey.admin.token.TokenShapes.Revoked;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.FamilyFilter;
import dev.latchkey.core.family.FamilyListing;
import dev.latchkey.core.family.Revocation;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey token}. */
@Command(
        name = "token",
        addMethodSubcommands = false,
        description = "Token families: one sign-in with every refresh and access token that came from it.",
        footer = {
            "Examples:",
            "  latchkey token list --user alice --active",
            "  latchkey token revoke --client shop --reason 'secret leaked'"
        })
public final class TokenCommand extends CommandGroup {

    public TokenCommand(Session session) {
        super(session);
    }

    @Command(
            name = "list",
            description = "List token families, newest first.",
            footer = {
                "Examples:",
                "  latchkey token list --user alice",
                "  latchkey token list --client shop --active --since 24h -o jsonl"
            })
    int list(
            @Option(names = "--user", paramLabel = "USER", order = 10, description = "Only this user's.") @Nullable
                    String user,
            @Option(names = "--client", paramLabel = "CLIENT", order = 11, description = "Only this client's.")
                    @Nullable
                    String client,
            @Option(names = "--active", order = 12, description = "Only those that can still be refreshed.")
                    boolean active,
            @Option(names = "--scope", paramLabel = "SCOPE", order = 20, description = "Only those with this scope.")
                    @Nullable
                    String scope,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            order = 21,
                            description = "Only those that began in this time up to now: 24h, 30d.")
                    @Nullable
                    Duration since,
            @Mixin Limit limit) {
        var filter = new FamilyFilter(
                user == null ? null : Lookup.user(database(), user).id(),
                client == null ? null : Lookup.client(database(), client).id(),
                active,
                since,
                scope,
                limit.value());
        try (Rows<FamilyListing> rows = output().rows(TokenShapes.FAMILY)) {
            database().transactions().run(() -> database().familyListings().forEach(filter, rows::write));
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "show",
            description = "Show one token family.",
            footer = {"Examples:", "  latchkey token show 01a2b3c4d5e6"})
    int show(
            @Parameters(paramLabel = "ID", description = "The id of a family (the sid of a token), or its beginning.")
                    String id) {
        output().show(TokenShapes.FAMILY, Lookup.family(database(), id));
        return ExitCode.DONE;
    }

    /** What is to be revoked: exactly one of these. */
    static final class Target {
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
            name = "revoke",
            description = "Revoke tokens. Users and clients stay as they are and can get new ones.",
            footer = {
                "Examples:",
                "  latchkey token revoke --user alice --reason 'phone lost'",
                "  latchkey token revoke 01a2b3c4d5e6",
                "  latchkey token revoke --all --dry-run"
            })
    int revoke(
            @ArgGroup(exclusive = true, multiplicity = "1") Target target,
            @Mixin Confirmation confirmation,
            @Mixin ChangeOptions change) {
        if (target.user != null) {
            User user = Lookup.user(database(), target.user);
            return revoke(
                    user.username(), change, () -> database().userChanges().revokeTokens(user, by(change)));
        }
        if (target.client != null) {
            Client client = Lookup.client(database(), target.client);
            return revoke(
                    client.clientId(), change, () -> database().clientChanges().revokeTokens(client, by(change)));
        }
        if (target.ids != null) {
            List<FamilyListing> families =
                    target.ids.stream().map(id -> Lookup.family(database(), id)).toList();
            String what = families.size() == 1 ? families.getFirst().id().toString() : families.size() + " families";
            return revoke(what, change, () -> database().revocations().revoke(families, by(change)));
        }
        if (!target.all) {
            throw Failure.usage("What is to be revoked? --user, --client, --all or ids.");
        }
        confirmation.require(terminal(), change, "Revoke all tokens of everybody?");
        return revoke("all", change, () -> database().clientChanges().revokeAllTokens(by(change)));
    }

    private int revoke(String what, ChangeOptions change, Supplier<Revocation> revocation) {
        Ended ended = changeEnding(change, revocation, Function.identity()).ended();
        String words = (change.dryRun() ? "dry run, nothing was changed: " : "") + what + ": " + ended.words(now());
        output().done(TokenShapes.REVOKED, new Revoked(what, ended), words);
        return ExitCode.DONE;
    }

    @Command(
            name = "inspect",
            description = {
                "Explain a token: what is in it, and why it would be accepted or refused.",
                "Reads an access or refresh token from standard input, never from an argument."
            },
            footer = {
                "Examples:",
                "  latchkey token inspect < token.txt",
                "  echo \"$TOKEN\" | latchkey token inspect -o json"
            })
    int inspect() {
        String token = TokenInput.read(terminal());
        var inspector = new TokenInspector(database(), session()::masterKey);
        output().show(TokenShapes.INSPECTION, inspector.inspect(token));
        return ExitCode.DONE;
    }
}
