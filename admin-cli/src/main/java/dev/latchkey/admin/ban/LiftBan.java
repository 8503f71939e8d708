package dev.latchkey.admin.ban;

import dev.latchkey.admin.ban.BanShapes.Lifted;
import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.limit.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey ban lift}. */
record LiftBan(Session session) {

    @Command(
            description = "Lift a ban.",
            footer = {"Examples:", "  latchkey ban lift 192.0.2.7"})
    int lift(
            @Parameters(paramLabel = "NETWORK", description = BanArgument.DESCRIPTION) String text,
            @Mixin Change change) {
        Network network = BanArgument.network(text);
        boolean changed = change.make(() -> session.database().bans().lift(network, change.by()));
        String words = changed ? change.mood("lifted the ban of " + network) : network + " was not banned";
        session.output().done(BanShapes.LIFTED, new Lifted(network, changed), words);
        return ExitCode.DONE;
    }
}
