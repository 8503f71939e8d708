package dev.latchkey.admin.trustedhost;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.trustedhost.TrustedHostShapes.Changed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey trusted-host add}. */
record AddTrustedHost(Session session) {

    @Command(
            description = {
                "Trust a host: the URL of a document on it may be a client id.",
                "Such clients are public and may have the scopes of 'latchkey resource list' and of OpenID Connect. Users"
                        + " are asked each time."
            },
            footer = {"Examples:", "  latchkey trusted-host add app.example"})
    int add(
            @Parameters(paramLabel = "HOST", description = HostArgument.DESCRIPTION) String text,
            @Mixin Change change) {
        String host = HostArgument.host(text);
        change.mayBegin();
        boolean changed =
                change.make(() -> session.database().requests().trustedHosts().add(host, change.by()));
        String words = changed ? change.mood("trusted " + host) : host + " was trusted already";
        session.output().done(TrustedHostShapes.CHANGED, new Changed(host, changed), words);
        return ExitCode.DONE;
    }
}
