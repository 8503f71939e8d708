package dev.latchkey.admin.ban;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey ban}. */
public final class BanCommand {

    public static final Noun NOUN = new Noun(
            "ban",
            "Networks that the servers do not answer. Limits on guessing are by themselves; this is for the rest.",
            List.of("latchkey ban add 192.0.2.0/24 --for 24h --reason 'guesses passwords'"),
            new Verb("add", AddBan.class),
            new Verb("lift", LiftBan.class),
            new Verb("list", ListBans.class));

    private BanCommand() {}
}
