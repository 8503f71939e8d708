package dev.latchkey.admin.consent;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey consent}. */
public final class ConsentCommand {

    public static final Noun NOUN = new Noun(
            "consent",
            "What users allowed which client on the consent page.",
            List.of("latchkey consent list --user alice", "latchkey consent revoke --user alice --client shop"),
            new Verb("list", ListConsents.class),
            new Verb("revoke", RevokeConsents.class));

    private ConsentCommand() {}
}
