package dev.latchkey.admin.trustedhost;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.trustedhost.TrustedHostShapes.Changed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey trusted-host remove}. */
record RemoveTrustedHost(Session session) {

    @Command(
            description = {
                "Trust a host no more: no sign-in begins with a client of it.",
                "Tokens that its clients have stay good; 'latchkey client disable' ends those of one client."
            },
            footer = {"Examples:", "  latchkey trusted-host remove app.example"})
    int remove(
            @Parameters(paramLabel = "HOST", description = HostArgument.DESCRIPTION) String text,
            @Mixin Change change) {
        String host = HostArgument.host(text);
        boolean changed =
                change.make(() -> session.database().requests().trustedHosts().remove(host, change.by()));
        String words = changed ? change.mood("removed " + host) : host + " was not trusted";
        session.output().done(TrustedHostShapes.CHANGED, new Changed(host, changed), words);
        return ExitCode.DONE;
    }
}
