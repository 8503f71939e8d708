package dev.latchkey.admin.ban;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.limit.Ban;
import dev.latchkey.core.limit.Network;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey ban add}. */
record AddBan(Session session) {

    @Command(
            description = {
                "Ban a network, or change until when and why it is banned.",
                "Servers answer it with 403 within a second, whatever it asks for. Tokens that it has stay good elsewhere."
            },
            footer = {
                "Examples:",
                "  latchkey ban add 192.0.2.7 --for 24h --reason 'guesses passwords'",
                "  latchkey ban add 2001:db8::/48"
            })
    int add(
            @Parameters(paramLabel = "NETWORK", description = BanArgument.DESCRIPTION) String text,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            order = 10,
                            description = "How long: 24h, 30d. Default: until it is lifted.")
                    @Nullable
                    Duration length,
            @Mixin Change change) {
        Network network = BanArgument.network(text);
        if (network.bits() == 0) {
            throw Failure.usage("That would be everybody.");
        }
        if (length != null && !length.isPositive()) {
            throw Failure.usage("--for is more than nothing.");
        }
        Ban ban = change.make(() -> session.database().bans().add(network, length, change.by()));
        session.output().done(BanShapes.BAN, ban, change.mood("banned " + network));
        return ExitCode.DONE;
    }
}
