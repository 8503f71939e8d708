package dev.latchkey.admin.trustedhost;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import picocli.CommandLine.Command;

/** {@code latchkey trusted-host list}. */
record ListTrustedHosts(Session session) {

    @Command(
            description = "List the trusted hosts.",
            footer = {"Examples:", "  latchkey trusted-host list", "  latchkey trusted-host list -o json"})
    int list() {
        session.output()
                .list(
                        TrustedHostShapes.TRUSTED,
                        session.database().requests().trustedHosts().findAll());
        return ExitCode.DONE;
    }
}
