package dev.latchkey.admin.audit;

import dev.latchkey.admin.command.CommandGroup;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Limit;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.JsonObject;
import dev.latchkey.admin.output.Rows;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
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

/** {@code latchkey audit}. */
@Command(
        name = "audit",
        addMethodSubcommands = false,
        description = "The audit log: who changed what, when and why.",
        footer = {"Examples:", "  latchkey audit list --user alice", "  latchkey audit list --follow"})
public final class AuditCommand extends CommandGroup {

    /** What is printed of an event. */
    public static final Shape<AuditEvent> EVENT = Shape.of("audit event", AuditEvent::id)
            .field("id", Kind.INTEGER, "Counts up with time.", AuditEvent::id)
            .column("at", Kind.TIME, "When.", AuditEvent::at)
            .column(
                    "actor",
                    Kind.STRING,
                    "name@host or --actor for this command, user:… or client:… for the holder of a token, or server.",
                    AuditEvent::actor)
            .column("action", Kind.STRING, "Noun and verb, user.disable.", AuditEvent::action)
            .column("target_name", Kind.STRING, "What was changed, by its name then.", AuditEvent::targetName)
            .field("target_id", Kind.UUID, "What was changed.", AuditEvent::targetId)
            .column("reason", Kind.STRING, "What was given as a reason.", AuditEvent::reason)
            .column(
                    "details",
                    Kind.OBJECT,
                    "What else is worth knowing; changes has before and after of each field that changed.",
                    event -> JsonObject.parse(event.details()))
            .column(
                    "database_role",
                    Kind.STRING,
                    "The database role that wrote it, by the database itself; null in events of older versions.",
                    AuditEvent::databaseRole)
            .column(
                    "actor_claimed",
                    Kind.BOOLEAN,
                    "Whether the actor is only what a command was told; null in events of older versions.",
                    AuditEvent::actorClaimed)
            .field(
                    "os_uid",
                    Kind.INTEGER,
                    "The real user id of a command's process; null where there was none.",
                    AuditEvent::osUid);

    private static final long POLL_MILLIS = 500;

    public AuditCommand(Session session) {
        super(session);
    }

    /** Whose history. */
    static final class Target {
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
            name = "list",
            description = "List events, newest first; with --follow oldest first, and then whatever comes.",
            footer = {
                "Examples:",
                "  latchkey audit list --user alice --since 30d",
                "  latchkey audit list --action token.reuse --follow -o jsonl"
            })
    int list(
            @ArgGroup(exclusive = true) @Nullable Target target,
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
        var filter = new AuditFilter(targetId(target), actor, action, since);
        try (Rows<AuditEvent> rows = output().rows(EVENT)) {
            if (follow) {
                follow(filter, limit.value(), rows);
            } else {
                database().transactions().run(() -> database().audit().forEach(filter, limit.value(), rows::write));
            }
        }
        return ExitCode.DONE;
    }

    private @Nullable UUID targetId(@Nullable Target target) {
        if (target == null) {
            return null;
        }
        return target.user != null
                ? Lookup.user(database(), target.user).id()
                : target.client == null
                        ? null
                        : Lookup.client(database(), target.client).id();
    }

    private void follow(AuditFilter filter, int limit, Rows<AuditEvent> rows) {
        List<AuditEvent> events = new ArrayList<>();
        database().audit().forEach(filter, limit, events::addFirst);
        Seen seen = new Seen(events.isEmpty() ? 0 : events.getFirst().id() - 1);
        try {
            while (true) {
                events.stream().filter(event -> seen.add(event.id())).forEach(rows::write);
                rows.flush();
                terminal().deliver();
                Thread.sleep(POLL_MILLIS);
                events.clear();
                database().audit().forEachAfter(filter, seen.from(), events::add);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
