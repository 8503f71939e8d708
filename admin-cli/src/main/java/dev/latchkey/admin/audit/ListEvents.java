package dev.latchkey.admin.audit;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Limit;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Rows;
import dev.latchkey.core.Database;
import dev.latchkey.core.audit.AuditEvent;
import dev.latchkey.core.audit.AuditFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latchkey audit list}. */
record ListEvents(Session session) {

    private static final long POLL_MILLIS = 500;

    /** Whose history. */
    static final class Whose {
        @Option(names = "--user", paramLabel = "USER", order = 10, description = "Only what was done to this user.")
        @Nullable
        String user;

        @Option(
                names = "--client",
                paramLabel = "CLIENT",
                order = 11,
                description = "Only what was done to this client.")
        @Nullable
        String client;
    }

    @Command(
            description = "List events, newest first; with --follow oldest first, and then whatever comes.",
            footer = {
                "Examples:",
                "  latchkey audit list --user alice --since 30d",
                "  latchkey audit list --action token.reuse --follow -o jsonl"
            })
    int list(
            @ArgGroup(exclusive = true) @Nullable Whose whose,
            @Option(names = "--actor", paramLabel = "NAME", order = 12, description = "Only what this actor did.")
                    @Nullable
                    String actor,
            @Option(
                            names = "--action",
                            paramLabel = "ACTION",
                            order = 13,
                            description = "Only this action (user.disable), or all of a noun (user).")
                    @Nullable
                    String action,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            order = 21,
                            description = "Only in this time up to now: 24h, 30d.")
                    @Nullable
                    Duration since,
            @Option(
                            names = {"-f", "--follow"},
                            order = 30,
                            description = "Go on with what happens from now on, until Ctrl-C.")
                    boolean follow,
            @Mixin Limit limit) {
        var filter = new AuditFilter(targetId(whose), actor, action, since);
        try (Rows<AuditEvent> rows = session.output().rows(AuditShapes.EVENT)) {
            if (follow) {
                follow(filter, limit.value(), rows);
            } else {
                Database database = session.database();
                database.transactions().run(() -> database.audit().forEach(filter, limit.value(), rows::write));
            }
        }
        return ExitCode.DONE;
    }

    private @Nullable UUID targetId(@Nullable Whose whose) {
        if (whose == null) {
            return null;
        }
        return whose.user != null
                ? Lookup.user(session.database(), whose.user).id()
                : whose.client == null
                        ? null
                        : Lookup.client(session.database(), whose.client).id();
    }

    private void follow(AuditFilter filter, int limit, Rows<AuditEvent> rows) {
        Database database = session.database();
        List<AuditEvent> events = new ArrayList<>();
        database.audit().forEach(filter, limit, events::addFirst);
        Seen seen = new Seen(events.isEmpty() ? 0 : events.getFirst().id() - 1);
        try {
            while (true) {
                events.stream().filter(event -> seen.add(event.id())).forEach(rows::write);
                rows.flush();
                session.terminal().deliver();
                Thread.sleep(POLL_MILLIS);
                events.clear();
                database.audit().forEachAfter(filter, seen.from(), events::add);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
