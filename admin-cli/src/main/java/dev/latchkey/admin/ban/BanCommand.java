package dev.latchkey.admin.ban;

import dev.latchkey.admin.command.ChangeOptions;
import dev.latchkey.admin.command.CommandGroup;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.limit.Ban;
import dev.latchkey.core.limit.Network;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey ban}. */
@Command(
        name = "ban",
        addMethodSubcommands = false,
        description =
                "Networks that the servers do not answer. Limits on guessing are by themselves; this is for the rest.",
        footer = {"Examples:", "  latchkey ban add 192.0.2.0/24 --for 24h --reason 'guesses passwords'"})
public final class BanCommand extends CommandGroup {

    /** What is printed of a ban. */
    public static final Shape<Ban> BAN = Shape.of("ban", Ban::network)
            .column("network", Kind.STRING, "An address, or a range with its length.", Ban::network)
            .column("reason", Kind.STRING, "What was given as a reason.", Ban::reason)
            .column("created_at", Kind.TIME, "Since when.", Ban::createdAt)
            .column("expires_at", Kind.TIME, "Until when; null for until it is lifted.", Ban::expiresAt);

    /** What is printed of a ban that was lifted. */
    public static final Shape<Lifted> LIFTED = Shape.of("lifted ban", Lifted::network)
            .column("network", Kind.STRING, "An address, or a range with its length.", Lifted::network)
            .column("changed", Kind.BOOLEAN, "False when it was not banned.", Lifted::changed);

    private static final String NETWORK = "An address (192.0.2.7) or a network (192.0.2.0/24, 2001:db8::/64).";

    /** A ban that was to be lifted. */
    public record Lifted(Network network, boolean changed) {}

    public BanCommand(Session session) {
        super(session);
    }

    @Command(
            name = "list",
            description = "List the bans that hold now.",
            footer = {"Examples:", "  latchkey ban list", "  latchkey ban list -o json"})
    int list() {
        output().list(BAN, database().bans().findAll());
        return ExitCode.DONE;
    }

    @Command(
            name = "add",
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
            @Parameters(paramLabel = "NETWORK", description = NETWORK) String text,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            order = 10,
                            description = "How long: 24h, 30d. Default: until it is lifted.")
                    @Nullable
                    Duration length,
            @Mixin ChangeOptions change) {
        Network network = network(text);
        if (network.bits() == 0) {
            throw Failure.usage("That would be everybody.");
        }
        if (length != null && !length.isPositive()) {
            throw Failure.usage("--for is more than nothing.");
        }
        Ban ban = change(change, () -> database().bans().add(network, length, by(change)));
        output().done(BAN, ban, change.mood("banned " + network));
        return ExitCode.DONE;
    }

    @Command(
            name = "lift",
            description = "Lift a ban.",
            footer = {"Examples:", "  latchkey ban lift 192.0.2.7"})
    int lift(@Parameters(paramLabel = "NETWORK", description = NETWORK) String text, @Mixin ChangeOptions change) {
        Network network = network(text);
        boolean changed = change(change, () -> database().bans().lift(network, by(change)));
        String words = changed ? change.mood("lifted the ban of " + network) : network + " was not banned";
        output().done(LIFTED, new Lifted(network, changed), words);
        return ExitCode.DONE;
    }

    private static Network network(String text) {
        try {
            return Network.parse(text);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("'" + text + "' is no network: " + e.getMessage() + ".");
        }
    }
}
