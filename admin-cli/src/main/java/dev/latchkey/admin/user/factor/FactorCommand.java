package dev.latchkey.admin.user.factor;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey user factor}. */
public final class FactorCommand {

    public static final Noun NOUN = new Noun(
            "factor",
            "Second factors of users: passkeys and an authenticator app, with recovery codes.",
            List.of("latchkey user factor list alice", "latchkey user factor reset alice --reason 'lost her phone'"),
            new Verb("list", ListFactors.class),
            new Verb("remove", RemoveFactor.class),
            new Verb("reset", ResetFactors.class));

    private FactorCommand() {}
}
