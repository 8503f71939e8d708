package dev.latchkey.admin.trustedhost;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey trusted-host}. */
public final class TrustedHostCommand {

    public static final Noun NOUN = new Noun(
            "trusted-host",
            "The hosts whose documents may describe clients, which then need no registration.",
            List.of("latchkey trusted-host add app.example", "latchkey client list --kind document"),
            new Verb("add", AddTrustedHost.class),
            new Verb("list", ListTrustedHosts.class),
            new Verb("remove", RemoveTrustedHost.class));

    private TrustedHostCommand() {}
}
