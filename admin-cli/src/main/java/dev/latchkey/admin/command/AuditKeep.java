package dev.latchkey.admin.command;

import dev.latchkey.core.audit.AuditLog;
import java.time.Duration;

/** For how long audit events are kept, as the environment of a server says. */
public final class AuditKeep {

    public static final String VARIABLE = "LATCHKEY_AUDIT_KEEP";

    private AuditKeep() {}

    /** Reads it; zero for ever. */
    public static Duration of(Session session) {
        return session.serverVariables().auditKeep(AuditLog.KEEP, AuditLog.SHORTEST_KEEP);
    }
}
