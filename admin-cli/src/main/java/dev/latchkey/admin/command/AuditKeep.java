package dev.latchkey.admin.command;

import dev.latchkey.admin.output.Durations;
import dev.latchkey.db.audit.AuditLog;
import java.time.Duration;

/** For how long audit events are kept, as the environment of a server says. */
public final class AuditKeep {

    public static final String VARIABLE = "LATCHKEY_AUDIT_KEEP";

    private AuditKeep() {}

    /** Reads it; zero for ever. */
    public static Duration of(Session session) {
        Duration keep = session.serverSetting(VARIABLE, AuditLog.KEEP);
        if (!keep.isZero() && keep.compareTo(AuditLog.SHORTEST_KEEP) < 0) {
            throw Failure.usage(
                    VARIABLE + " is " + Durations.format(AuditLog.SHORTEST_KEEP) + " or more, or 0 for ever.");
        }
        return keep;
    }
}
