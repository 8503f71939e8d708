package dev.latchkey.admin.consent;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Limit;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Rows;
import dev.latchkey.core.Database;
import dev.latchkey.core.consent.ConsentListing;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latchkey consent list}. */
record ListConsents(Session session) {

    @Command(
            description = {
                "List what users allowed clients, in the order of the users' names.",
                "There is one line for each API that a client named, and one for what was allowed without one."
            },
            footer = {
                "Examples:",
                "  latchkey consent list --user alice",
                "  latchkey consent list --client shop --limit 0 -o jsonl"
            })
    int list(
            @Option(names = "--user", paramLabel = "USER", order = 10, description = "Only this user's.") @Nullable
                    String user,
            @Option(names = "--client", paramLabel = "CLIENT", order = 11, description = "Only this client's.")
                    @Nullable
                    String client,
            @Mixin Limit limit) {
        Database database = session.database();
        UUID userId = user == null ? null : Lookup.user(database, user).id();
        UUID clientId = client == null ? null : Lookup.client(database, client).id();
        try (Rows<ConsentListing> rows = session.output().rows(ConsentShapes.CONSENT)) {
            database.transactions()
                    .run(() -> database.consents().forEach(userId, clientId, limit.value(), rows::write));
        }
        return ExitCode.DONE;
    }
}
