package dev.latchkey.admin.user.factor;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey user factor}. */
@Command(
        name = "factor",
        description = "Second factors of users: passkeys and an authenticator app, with recovery codes.",
        footer = {
            "Examples:",
            "  latchkey user factor list alice",
            "  latchkey user factor reset alice --reason 'lost her phone'"
        })
@Verbs({ListFactors.class, RemoveFactor.class, ResetFactors.class})
public final class FactorCommand {

    private FactorCommand() {}
}
