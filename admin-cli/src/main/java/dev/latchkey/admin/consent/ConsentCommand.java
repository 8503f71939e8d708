package dev.latchkey.admin.consent;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey consent}. */
@Command(
        name = "consent",
        description = ConsentCommand.DESCRIPTION,
        footer = {
            "Examples:",
            "  latchkey consent list --user alice",
            "  latchkey consent revoke --user alice --client shop"
        })
@Verbs({ListConsents.class, RevokeConsents.class})
public final class ConsentCommand {

    public static final String DESCRIPTION = "What users allowed which client on the consent page.";

    private ConsentCommand() {}
}
