package dev.latchkey.admin.resource;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.ScopeOptions;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Resource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey resource add}. */
record AddResource(Session session) {

    @Command(
            name = "add",
            description = {
                "Add an API that clients may ask access tokens for, or replace the scopes that it has.",
                "A client may ask for it if the client has at least one of these scopes."
            },
            footer = {
                "Examples:",
                "  latchkey resource add https://api.example.com/ --scope read --scope write",
                "  latchkey resource add http://localhost:8000/mcp --scope tools"
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
                                    "A scope that means something there; repeat it for more, or separate them by spaces.")
                    List<Scopes> scopes,
            @Mixin Change change) {
        Resource resource = resource(uri, ScopeOptions.union(scopes));
        boolean changed =
                change.make(() -> session.database().requests().resources().put(resource, change.by()));
        String words = changed
                ? change.mood("set the scopes of " + uri + " to " + resource.scopes())
                : uri + " had these scopes already";
        session.output().done(ResourceShapes.CHANGED, new ResourceShapes.Changed(uri, changed), words);
        return ExitCode.DONE;
    }

    private static Resource resource(String uri, Scopes scopes) {
        try {
            return new Resource(uri, scopes);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }
}
