package dev.latchkey.admin.session;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Limit;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Rows;
import dev.latchkey.core.Database;
import dev.latchkey.core.session.SessionFilter;
import dev.latchkey.core.session.SessionListing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latchkey session list}. */
record ListSessions(Session session) {

    @Command(
            description = "List browser sessions, newest first. Those that are over are kept for a day.",
            footer = {
                "Examples:",
                "  latchkey session list --user alice",
                "  latchkey session list --client shop --active -o jsonl"
            })
    int list(
            @Option(names = "--user", paramLabel = "USER", order = 10, description = "Only this user's.") @Nullable
                    String user,
            @Option(
                            names = "--client",
                            paramLabel = "CLIENT",
                            order = 11,
                            description = "Only those in which this client got tokens.")
                    @Nullable
                    String client,
            @Option(names = "--active", order = 12, description = "Only those that are live.") boolean active,
            @Mixin Limit limit) {
        Database database = session.database();
        var filter = new SessionFilter(
                user == null ? null : Lookup.user(database, user).id(),
                client == null ? null : Lookup.client(database, client).id(),
                active,
                limit.value());
        try (Rows<SessionListing> rows = session.output().rows(SessionShapes.SESSION)) {
            database.transactions().run(() -> database.sessionListings().forEach(filter, rows::write));
        }
        return ExitCode.DONE;
    }
}
