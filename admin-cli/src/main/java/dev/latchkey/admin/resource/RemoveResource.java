package dev.latchkey.admin.resource;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey resource remove}. */
record RemoveResource(Session session) {

    @Command(
            description = {
                "Remove an API: no access tokens are issued for it any more.",
                "Tokens that exist stay valid until they expire, but those that clients got by an exchange at this API or for"
                        + " it end at once. A sign-in for this API alone cannot be refreshed any more."
            },
            footer = {"Examples:", "  latchkey resource remove https://api.example.com/"})
    int remove(
            @Parameters(paramLabel = "URI", description = "Its URI, as 'latchkey resource list' prints it.") String uri,
            @Mixin Change change) {
        boolean changed =
                change.make(() -> session.database().requests().resources().remove(uri, change.by()));
        String words = changed ? change.mood("removed " + uri) : "there was no resource " + uri;
        session.output().done(ResourceShapes.CHANGED, new ResourceShapes.Changed(uri, changed), words);
        return ExitCode.DONE;
    }
}
