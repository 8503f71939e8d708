package dev.latchkey.admin.client;

import dev.latchkey.admin.client.ClientShapes.AddedClient;
import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.text.Durations;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey client rotate-secret}. */
record RotateSecret(Session session) {

    @Command(
            description = "Give a client another secret and print it, once. The old one stays good for a while.",
            footer = {
                "Examples:",
                "  latchkey client rotate-secret shop",
                "  latchkey client rotate-secret shop --overlap 0 --reason 'secret leaked'"
            })
    int rotateSecret(
            @Parameters(paramLabel = "CLIENT", description = ClientTarget.DESCRIPTION) String nameOrId,
            @Option(
                            names = "--overlap",
                            paramLabel = "TIME",
                            defaultValue = "24h",
                            order = 10,
                            description =
                                    "How long the old secret stays good; 0 for not at all. Default: ${DEFAULT-VALUE}.")
                    Duration overlap,
            @Mixin Change change) {
        session.requireSecretShown();
        Client client = Lookup.client(session.database(), nameOrId);
        if (!client.confidential()) {
            throw Failure.conflict("The client '" + client.clientId() + "' is public: it has no secret.");
        }
        if (!client.hasSecret()) {
            throw Failure.conflict("The client '" + client.clientId() + "' authenticates by "
                    + client.authentication().method().value()
                    + ": it has no secret. 'latchkey client update --jwks-file' replaces its keys;"
                    + " 'latchkey client trust' changes whose JWTs authenticate it.");
        }
        String secret = ClientSecret.generate();
        byte[] hash = ClientSecret.hash(secret);
        change.makeShowing(
                () -> {
                    if (!session.database().clientChanges().rotateSecret(client.id(), hash, overlap, change.by())) {
                        throw ClientTarget.of(client, session).gone();
                    }
                    return client;
                },
                rotated -> show(rotated, secret));
        session.terminal()
                .say(change.mood("rotated the secret of " + client.clientId()) + "; the old one is good for "
                        + Durations.format(overlap) + " more");
        return ExitCode.DONE;
    }

    private void show(Client client, String secret) {
        session.output()
                .made(
                        ClientShapes.ADDED,
                        new AddedClient(client.clientId(), client.id(), secret),
                        client.clientId() + "  secret: " + secret);
    }
}
