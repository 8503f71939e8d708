package dev.latchkey.admin.resource;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.ScopeOptions;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.core.resource.Resources;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey resource add}. */
record AddResource(Session session) {

    @Command(
            description = {
                "Add an API that clients may ask access tokens for, or replace the scopes that it has. At least one --scope"
                        + " is needed.",
                "A client may ask for it if the client has at least one of these scopes."
            },
            footer = {
                "Examples:",
                "  latchkey resource add https://api.example.com/ --name Orders --scope read --scope write",
                "  latchkey resource add http://localhost:8000/mcp --scope tools",
                "  latchkey resource add https://orders.example.com/ --scope read --served-by orders"
            })
    int add(
            @Parameters(
                            paramLabel = "URI",
                            description = "What clients send as 'resource': https, or http on localhost; no fragment.")
                    String uri,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            order = 10,
                            required = true,
                            description =
                                    "A scope that means something there; repeat it for more, or separate them by spaces. Required.")
                    List<Scopes> scopes,
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            order = 20,
                            description =
                                    "What people know it by: the consent page shows it beside the URI. Without this option the name"
                                            + " stays as it is; an empty one removes it.")
                    @Nullable
                    String name,
            @Option(
                            names = "--served-by",
                            paramLabel = "CLIENT",
                            order = 30,
                            description =
                                    "The client that is this API: with the grant token_exchange it may exchange the access tokens"
                                            + " that it is sent. Without this option it stays as it is; an empty one removes it.")
                    @Nullable
                    String servedBy,
            @Mixin Change change) {
        // Refused before the database is asked.
        resource(uri, ScopeOptions.union(scopes), named(name), null);
        change.mayBegin();
        Resources resources = session.database().requests().resources();
        Optional<Resource> before = resources.find(uri);
        Resource resource = resource(
                uri,
                ScopeOptions.union(scopes),
                name == null ? before.map(Resource::name).orElse(null) : named(name),
                servedBy == null ? before.map(Resource::servedBy).orElse(null) : server(servedBy));
        boolean changed = change.make(() -> resources.put(resource, change.by()));
        String words = changed
                ? change.mood("set the scopes of " + uri + " to " + resource.scopes()
                        + (resource.name() == null ? "" : ", and its name to " + resource.name())
                        + (resource.servedBy() == null ? "" : ", served by " + resource.servedBy()))
                : uri + " had these scopes already";
        session.output().done(ResourceShapes.CHANGED, new ResourceShapes.Changed(uri, changed), words);
        return ExitCode.DONE;
    }

    private static @Nullable String named(@Nullable String name) {
        return name == null || name.isEmpty() ? null : name;
    }

    private @Nullable String server(String nameOrId) {
        if (nameOrId.isEmpty()) {
            return null;
        }
        Client client = Lookup.client(session.database(), nameOrId);
        if (!client.confidential()) {
            throw Failure.usage(
                    "A public client cannot exchange tokens: " + client.clientId() + " serves no resource.");
        }
        return client.clientId();
    }

    private static Resource resource(String uri, Scopes scopes, @Nullable String name, @Nullable String servedBy) {
        try {
            return new Resource(uri, scopes, name, servedBy);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }
}
