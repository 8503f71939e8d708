package dev.latchkey.admin.doctor;

import dev.latchkey.core.Database;
import dev.latchkey.core.setup.LengthSetting;
import dev.latchkey.core.text.Durations;
import java.time.Duration;

/** Whether the audit log becomes shorter again. */
final class AuditChecks {

    private static final String CHECK = "audit_log";

    /** A server forgets every hour. */
    private static final Duration OVERDUE = Duration.ofDays(1);

    private AuditChecks() {}

    static Finding retention(Database database, Duration keep) {
        if (keep.isZero()) {
            return Finding.warn(
                    CHECK,
                    "is kept for ever and grows without end: set " + LengthSetting.AUDIT_KEEP.variable()
                            + " to 400d, for instance");
        }
        Duration age = database.audit()
                .oldest()
                .map(oldest -> Duration.between(oldest, database.now()))
                .orElse(Duration.ZERO);
        return age.compareTo(keep.plus(OVERDUE)) < 0
                ? Finding.pass(CHECK, "nothing is older than " + Durations.format(keep))
                : Finding.warn(
                        CHECK,
                        "the oldest event is " + age.toDays() + " days old, more than " + Durations.format(keep)
                                + ": does no server run? 'latchkey db purge' removes what is older");
    }
}
