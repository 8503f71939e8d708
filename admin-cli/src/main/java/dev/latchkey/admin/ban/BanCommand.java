package dev.latchkey.admin.ban;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey ban}. */
@Command(
        name = "ban",
        description = BanCommand.DESCRIPTION,
        footer = {"Examples:", "  latchkey ban add 192.0.2.0/24 --for 24h --reason 'guesses passwords'"})
@Verbs({AddBan.class, LiftBan.class, ListBans.class})
public final class BanCommand {

    public static final String DESCRIPTION =
            "Networks that the servers do not answer. Limits on guessing are by themselves; this is for the rest.";

    private BanCommand() {}
}
