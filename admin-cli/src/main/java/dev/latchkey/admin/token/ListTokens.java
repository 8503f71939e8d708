package dev.latchkey.admin.token;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Limit;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Rows;
import dev.latchkey.core.Database;
import dev.latchkey.core.family.FamilyFilter;
import dev.latchkey.core.family.FamilyListing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latchkey token list}. */
record ListTokens(Session session) {

    @Command(
            description = "List token families, newest first.",
            footer = {
                "Examples:",
                "  latchkey token list --user alice",
                "  latchkey token list --client shop --active --since 24h -o jsonl"
            })
    int list(
            @Option(names = "--user", paramLabel = "USER", order = 10, description = "Only this user's.") @Nullable
                    String user,
            @Option(names = "--client", paramLabel = "CLIENT", order = 11, description = "Only this client's.")
                    @Nullable
                    String client,
            @Option(names = "--active", order = 12, description = "Only those that can still be refreshed.")
                    boolean active,
            @Option(names = "--scope", paramLabel = "SCOPE", order = 20, description = "Only those with this scope.")
                    @Nullable
                    String scope,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            order = 21,
                            description = "Only those that began in this time up to now: 24h, 30d.")
                    @Nullable
                    Duration since,
            @Mixin Limit limit) {
        var filter = new FamilyFilter(
                user == null ? null : Lookup.user(session.database(), user).id(),
                client == null
                        ? null
                        : Lookup.client(session.database(), client).id(),
                active,
                since,
                scope,
                limit.value());
        try (Rows<FamilyListing> rows = session.output().rows(TokenShapes.FAMILY)) {
            Database database = session.database();
            database.transactions().run(() -> database.familyListings().forEach(filter, rows::write));
        }
        return ExitCode.DONE;
    }
}
