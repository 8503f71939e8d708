package dev.latchkey.admin.client;

import dev.latchkey.admin.client.ClientShapes.AddedClient;
import dev.latchkey.admin.client.ClientShapes.ChangedClient;
import dev.latchkey.admin.command.ChangeOptions;
import dev.latchkey.admin.command.CommandGroup;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.Ended;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Durations;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientChanges;
import dev.latchkey.core.client.ClientSecret;
import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of {@code latchkey client} that change a client which is there. */
@Command(addMethodSubcommands = false)
public abstract class ClientEdits extends CommandGroup {

    static final String CLIENT = "A client id, an id or the beginning of one.";

    ClientEdits(Session session) {
        super(session);
    }

    @Command(
            name = "update",
            description =
                    "Change what a client may do. What is not named stays; a repeated option replaces the whole list, but for --claim.",
            footer = {
                "Examples:",
                "  latchkey client update shop --scope read --scope write --scope reports",
                "  latchkey client update shop --access-token-lifetime 10m --refresh-token-grace 0",
                "  latchkey client update api --claim role=web_user --claim level=3 --claim old="
            })
    public int update(
            @Parameters(paramLabel = "CLIENT", description = CLIENT) String nameOrId,
            @Mixin ClientOptions options,
            @Mixin ChangeOptions change) {
        if (!options.given()) {
            throw Failure.usage("What is to be changed? Try 'latchkey client update --help'.");
        }
        Client client = Lookup.client(database(), nameOrId);
        boolean changed = change(
                        change, () -> database().clientChanges().update(client.id(), options::applyTo, by(change)))
                .orElseThrow(() -> gone(client));
        String words = changed ? change.mood("updated " + client.clientId()) : client.clientId() + " was so already";
        return done(client, changed, Ended.NOTHING, words);
    }

    @Command(
            name = "rotate-secret",
            description = "Give a client another secret and print it, once. The old one stays good for a while.",
            footer = {
                "Examples:",
                "  latchkey client rotate-secret shop",
                "  latchkey client rotate-secret shop --overlap 0 --reason 'secret leaked'"
            })
    public int rotateSecret(
            @Parameters(paramLabel = "CLIENT", description = CLIENT) String nameOrId,
            @Option(
                            names = "--overlap",
                            paramLabel = "TIME",
                            defaultValue = "24h",
                            order = 10,
                            description =
                                    "How long the old secret stays good; 0 for not at all. Default: ${DEFAULT-VALUE}.")
                    Duration overlap,
            @Mixin ChangeOptions change) {
        requireSecretShown();
        Client client = Lookup.client(database(), nameOrId);
        if (!client.confidential()) {
            throw Failure.conflict("The client '" + client.clientId() + "' is public: it has no secret.");
        }
        String secret = ClientSecret.generate();
        byte[] hash = ClientSecret.hash(secret);
        changeShowing(
                change,
                () -> {
                    if (!database().clientChanges().rotateSecret(client.id(), hash, overlap, by(change))) {
                        throw gone(client);
                    }
                    return client;
                },
                rotated -> output().made(
                                ClientShapes.ADDED,
                                new AddedClient(client.clientId(), client.id(), secret),
                                client.clientId() + "  secret: " + secret));
        terminal()
                .say(change.mood("rotated the secret of " + client.clientId()) + "; the old one is good for "
                        + Durations.format(overlap) + " more");
        return ExitCode.DONE;
    }

    @Command(
            name = "disable",
            description = "Disable a client and revoke everything that it was given.",
            footer = {"Examples:", "  latchkey client disable shop --reason 'contract ended'"})
    public int disable(
            @Parameters(paramLabel = "CLIENT", description = CLIENT) String nameOrId, @Mixin ChangeOptions change) {
        Client client = Lookup.client(database(), nameOrId);
        Ending<ClientChanges.Disabled> ending = changeEnding(
                change,
                () -> database().clientChanges().disable(client, by(change)).orElseThrow(() -> gone(client)),
                ClientChanges.Disabled::revocation);
        ClientChanges.Disabled done = ending.value();
        Ended ended = ending.ended();
        boolean nothing = !done.changed() && done.revocation().families() == 0;
        String words = nothing
                ? client.clientId() + " was disabled already"
                : change.mood("disabled " + client.clientId()) + ": " + ended.words(now());
        return done(client, !nothing, ended, words);
    }

    @Command(
            name = "enable",
            description = "Enable a client again. Tokens that were revoked stay revoked.",
            footer = {"Examples:", "  latchkey client enable shop"})
    public int enable(
            @Parameters(paramLabel = "CLIENT", description = CLIENT) String nameOrId, @Mixin ChangeOptions change) {
        Client client = Lookup.client(database(), nameOrId);
        boolean changed = change(change, () -> database().clientChanges().enable(client, by(change)))
                .orElseThrow(() -> gone(client));
        String words = changed ? change.mood("enabled " + client.clientId()) : client.clientId() + " was not disabled";
        return done(client, changed, Ended.NOTHING, words);
    }

    @Command(
            name = "delete",
            description = "Delete a client and revoke everything that it was given.",
            footer = {"Examples:", "  latchkey client delete shop --yes"})
    public int delete(
            @Parameters(paramLabel = "CLIENT", description = CLIENT) String nameOrId,
            @Mixin Confirmation confirmation,
            @Mixin ChangeOptions change) {
        confirmation.requireAnswer(terminal(), change);
        Client client = Lookup.client(database(), nameOrId);
        confirmation.require(terminal(), change, "Delete the client " + client.clientId() + " (" + client.id() + ")?");
        Ended ended = changeEnding(
                        change,
                        () -> database()
                                .clientChanges()
                                .delete(client, by(change))
                                .orElseThrow(() -> gone(client)),
                        Function.identity())
                .ended();
        return done(client, true, ended, change.mood("deleted " + client.clientId()) + ": " + ended.words(now()));
    }

    private int done(Client client, boolean changed, Ended ended, String words) {
        var result = new ChangedClient(client.clientId(), client.id(), changed, ended);
        output().done(ClientShapes.CHANGED, result, words);
        return ExitCode.DONE;
    }

    private static Failure gone(Client client) {
        return Failure.notFound("The client '" + client.clientId() + "' was deleted just now.");
    }
}
