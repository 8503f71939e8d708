package dev.latchkey.admin.key;

import dev.latchkey.admin.command.CommandGroup;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.db.key.KeyListing;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code latchkey key}. */
@Command(
        name = "key",
        addMethodSubcommands = false,
        description = "The keys that sign access tokens and authenticate refresh tokens.",
        footer = {"Examples:", "  latchkey key list"})
public final class KeyCommand extends CommandGroup {

    /** What is printed of a key. */
    public static final Shape<KeyListing> KEY = Shape.of("key", KeyListing::id)
            .column("id", Kind.UUID, "Also the kid of the key and of what it signed.", KeyListing::id)
            .column(
                    "algorithm",
                    Kind.STRING,
                    "RS256 or ES256 for access tokens, HS256 for refresh tokens.",
                    KeyListing::algorithm)
            .column(
                    "status",
                    Kind.STATE,
                    "pending (published, does not sign yet), active, or retired (still verifies).",
                    key -> key.state().name().toLowerCase(Locale.ROOT))
            .column("active_from", Kind.TIME, "From when it signs.", KeyListing::activeFrom)
            .field("created_at", Kind.TIME, "When it was made.", KeyListing::createdAt);

    public KeyCommand(Session session) {
        super(session);
    }

    @Command(
            name = "list",
            description = "List the keys. Needs no master key, and shows nothing secret.",
            footer = {"Examples:", "  latchkey key list", "  latchkey key list -o json"})
    int list() {
        output().list(KEY, database().keys().list());
        return ExitCode.DONE;
    }
}
