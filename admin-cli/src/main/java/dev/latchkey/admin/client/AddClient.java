package dev.latchkey.admin.client;

import dev.latchkey.admin.client.ClientShapes.AddedClient;
import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Format;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.NewClient;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey client add}. */
@Command(
        name = "add",
        description = {
            "Add a client and print its secret, once.",
            "The password grant is for applications of your own: it is allowed only where it is named."
        },
        footer = {
            "Examples:",
            "  latchkey client add shop --grant password --grant refresh_token --scope read --scope write",
            "  latchkey client add app --public --grant password --grant refresh_token --scope read",
            "  latchkey client add batch --grant client_credentials --scope reports --access-token-lifetime 15m",
            "  echo \"$SECRET\" | latchkey client add old-shop --grant password --secret-stdin",
            "  latchkey client add api --grant password --claim role=web_user",
            "  latchkey client add proxy --profile gateway --audience https://auth.example.com"
        })
final class AddClient implements Callable<Integer> {

    @Parameters(paramLabel = "CLIENT_ID", description = "The name that the application will send.")
    private String clientId = "";

    @Option(
            names = "--public",
            order = 5,
            description = "It runs on people's devices and cannot keep a secret: it gets none.")
    private boolean publicClient;

    @ArgGroup(exclusive = true)
    private @Nullable ClientSecretSource given;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            order = 6,
            description =
                    "Set what suits such a client, and say what that is: ${COMPLETION-CANDIDATES} (asks whether tokens"
                            + " of an --audience are good, and gets none itself).")
    private @Nullable ClientProfile profile;

    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Option(names = "--if-absent", order = 70, description = "Succeed when there is such a client already.")
    private boolean ifAbsent;

    @Mixin
    private final Change change;

    private final Session session;

    AddClient(Session session) {
        this.session = session;
        this.change = new Change(session);
    }

    @Override
    public Integer call() {
        NewClient client = options.create(clientId, !publicClient, profile);
        if (publicClient && given != null) {
            throw Failure.usage(
                    "A public client has no secret: leave out --public, or --secret-stdin and --secret-hash.");
        }
        if (session.database().clients().findByClientId(clientId).isPresent()) {
            return exists();
        }
        requireNew(client);
        String secret = publicClient || given != null ? null : ClientSecret.generate();
        Optional<UUID> id = change.makeShowing(
                add(client, secret), added -> added.ifPresent(made -> show(new AddedClient(clientId, made, secret))));
        if (id.isEmpty()) {
            return exists();
        }
        if (profile != null) {
            session.terminal().say(profile.words(client));
        }
        if (change.dryRun()) {
            session.terminal().say(change.mood("added " + clientId));
        } else if (secret != null && session.output().format() == Format.id) {
            session.terminal()
                    .say("its secret was not shown: 'latchkey client rotate-secret " + clientId + "' makes one");
        }
        return ExitCode.DONE;
    }

    private Supplier<Optional<UUID>> add(NewClient client, @Nullable String secret) {
        byte[] hash =
                secret != null ? ClientSecret.hash(secret) : given == null ? null : given.hash(session.terminal());
        return () -> session.database().clients().add(client, hash, change.by());
    }

    private void show(AddedClient client) {
        String secret = client.secret();
        String shown = secret != null ? "secret: " + secret : given == null ? "public, no secret" : "secret: as given";
        session.output().made(ClientShapes.ADDED, client, clientId + "  " + shown);
    }

    private static void requireNew(NewClient client) {
        try {
            client.requireNew();
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }

    private int exists() {
        if (!ifAbsent) {
            throw Failure.conflict("There is a client '" + clientId + "' already; --if-absent makes that a success.");
        }
        session.terminal().say(clientId + " exists already");
        return ExitCode.DONE;
    }
}
