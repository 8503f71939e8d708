package dev.latchkey.admin.client;

import dev.latchkey.admin.client.ClientShapes.AddedClient;
import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Format;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.NewClient;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey client add}. */
record AddClient(Session session) {

    @Command(
            description = {
                "Add a client and print its secret, once, unless it authenticates by a key.",
                "The password grant is for applications of your own: it is allowed only where it is named."
            },
            footer = {
                "Examples:",
                "  latchkey client add shop --profile web --redirect-uri https://shop.example/callback",
                "  latchkey client add page --profile spa --redirect-uri https://app.example/ --scope read",
                "  latchkey client add tool --profile native --redirect-uri http://127.0.0.1/callback",
                "  latchkey client add batch --profile service --scope reports --access-token-lifetime 15m",
                "  latchkey client add old --grant password --grant refresh_token --scope read --scope write",
                "  echo \"$SECRET\" | latchkey client add moved --grant password --secret-stdin",
                "  latchkey client add api --grant password --claim role=web_user",
                "  latchkey client add proxy --profile gateway --audience https://auth.example.com",
                "  latchkey client add bank --profile service --scope read --auth private-key-jwt --jwks-file bank.jwks",
                "  latchkey client add deploy --profile service --scope read --auth federated"
            })
    int add(
            @Parameters(paramLabel = "CLIENT_ID", description = "The name that the application will send.")
                    String clientId,
            @Option(
                            names = "--public",
                            order = 5,
                            description = "It runs on people's devices and cannot keep a secret: it gets none.")
                    boolean publicClient,
            @ArgGroup(exclusive = true) @Nullable ClientSecretSource given,
            @Mixin ClientOptions options,
            @Option(names = "--if-absent", order = 70, description = "Succeed when there is such a client already.")
                    boolean ifAbsent,
            @Mixin Change change) {
        NewClient client = options.create(clientId, publicClient);
        if (!client.hasSecret() && given != null) {
            throw Failure.usage((client.confidential()
                            ? "A client that authenticates by "
                                    + client.authentication().method().value() + " has"
                            : "A public client has")
                    + " no secret: leave out --secret-stdin and --secret-hash.");
        }
        change.mayBegin();
        if (session.database().clients().findByClientId(clientId).isPresent()) {
            return exists(clientId, ifAbsent);
        }
        requireNew(client);
        String secret = !client.hasSecret() || given != null ? null : ClientSecret.generate();
        byte[] hash =
                secret != null ? ClientSecret.hash(secret) : given == null ? null : given.hash(session.terminal());
        String shown =
                secret != null ? "secret: " + secret : given == null ? withoutSecret(client) : "secret: as given";
        Optional<UUID> id = change.makeShowing(
                () -> session.database().clients().add(client, hash, change.by()),
                added -> added.ifPresent(made -> show(new AddedClient(clientId, made, secret), shown)));
        if (id.isEmpty()) {
            return exists(clientId, ifAbsent);
        }
        options.profileWords(client).ifPresent(session.terminal()::say);
        options.hints(client, session.serverVariables()::listsPrivateHost).forEach(session.terminal()::say);
        if (change.dryRun()) {
            session.terminal().say(change.mood("added " + clientId));
        } else if (secret != null && session.output().format() == Format.id) {
            session.terminal()
                    .say("its secret was not shown: 'latchkey client rotate-secret " + clientId + "' makes one");
        }
        return ExitCode.DONE;
    }

    private static String withoutSecret(NewClient client) {
        if (client.authentication().method() == AuthMethod.FEDERATED) {
            return "no secret: 'latchkey client trust add " + client.clientId() + "' says whose JWTs authenticate it";
        }
        return client.confidential()
                ? "no secret: it authenticates by "
                        + client.authentication().method().value()
                : "public, no secret";
    }

    private void show(AddedClient client, String shown) {
        session.output().made(ClientShapes.ADDED, client, client.clientId() + "  " + shown);
    }

    private static void requireNew(NewClient client) {
        try {
            client.requireNew();
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }

    private int exists(String clientId, boolean ifAbsent) {
        if (!ifAbsent) {
            throw Failure.conflict("There is a client '" + clientId + "' already; --if-absent makes that a success.");
        }
        session.terminal().say(clientId + " exists already");
        return ExitCode.DONE;
    }
}
