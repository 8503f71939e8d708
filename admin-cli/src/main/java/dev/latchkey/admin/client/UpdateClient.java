package dev.latchkey.admin.client;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientChanges;
import dev.latchkey.core.client.ClientKind;
import dev.latchkey.core.client.NewClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey client update}. */
record UpdateClient(Session session) {

    @Command(
            description =
                    "Change what a client may do. What is not named stays; a repeated option replaces the whole list, but"
                            + " for --claim.",
            footer = {
                "Examples:",
                "  latchkey client update shop --scope read --scope write --scope reports",
                "  latchkey client update shop --redirect-uri https://shop.example/callback --consent never",
                "  latchkey client update shop --access-token-lifetime 10m --refresh-token-grace 0",
                "  latchkey client update api --claim role=web_user --claim level=3 --claim old=",
                "  latchkey client update bank --auth private-key-jwt --jwks-file old-and-new.jwks"
            })
    int update(
            @Parameters(paramLabel = "CLIENT", description = ClientTarget.DESCRIPTION) String nameOrId,
            @Mixin ClientOptions options,
            @Mixin Change change) {
        if (!options.given()) {
            throw Failure.usage("What is to be changed? Try 'latchkey client update --help'.");
        }
        Client client = Lookup.client(session.database(), nameOrId);
        if (client.kind() == ClientKind.DOCUMENT) {
            throw Failure.conflict(
                    "The client is as its document says, and cannot be changed here. It can be disabled.");
        }
        ClientChanges clients = session.database().clientChanges();
        int exitCode = ClientTarget.of(client, session)
                .change(
                        change,
                        () -> clients.update(client.id(), options::applyTo, change.by()),
                        "updated",
                        "was so already");
        NewClient changed = options.applyTo(client.settings());
        options.profileWords(changed).ifPresent(session.terminal()::say);
        options.hints(changed, session.serverVariables()::listsPrivateHost).forEach(session.terminal()::say);
        if (changed.hasSecret() && !client.hasSecret()) {
            session.terminal()
                    .say("it has no secret yet: 'latchkey client rotate-secret " + client.clientId() + "' makes one");
        }
        if (changed.authentication().method() == AuthMethod.FEDERATED
                && changed.authentication().trusts().isEmpty()) {
            session.terminal()
                    .say("nothing authenticates it yet: 'latchkey client trust add " + client.clientId()
                            + "' says whose JWTs do");
        }
        return exitCode;
    }
}
