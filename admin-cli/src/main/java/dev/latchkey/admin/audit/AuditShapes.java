package dev.latchkey.admin.audit;

import dev.latchkey.admin.output.JsonObject;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.audit.AuditEvent;

/** What the command of this package prints. */
public final class AuditShapes {

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

    private AuditShapes() {}
}
