package dev.latchkey.admin.trustedhost;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey trusted-host}. */
@Command(
        name = "trusted-host",
        description = TrustedHostCommand.DESCRIPTION,
        footer = {"Examples:", "  latchkey trusted-host add app.example", "  latchkey client list --kind document"})
@Verbs({AddTrustedHost.class, ListTrustedHosts.class, RemoveTrustedHost.class})
public final class TrustedHostCommand {

    public static final String DESCRIPTION =
            "The hosts whose documents may describe clients, which then need no registration.";

    private TrustedHostCommand() {}
}
