package dev.latchkey.core.setup;

import dev.latchkey.core.audit.AuditLog;
import java.time.Duration;
import java.util.Locale;

/** The settings of both programs that are lengths of time. */
public enum LengthSetting {

    /** After how long resource servers fetch a status list again. */
    STATUS_LIST_TTL(
            "status-list.ttl",
            Defaults.STATUS_LIST_TTL,
            "a length of time in whole seconds, from 1s to 1d",
            Duration.ofSeconds(1),
            Duration.ofDays(1)),
    /** After how long servers rotate a key; zero for never. */
    KEY_ROTATE_AFTER(
            "key.rotate-after",
            Defaults.KEY_ROTATE_AFTER,
            "a length of time from 1d to 36500d, or 0",
            Duration.ofDays(1),
            Duration.ofDays(36_500)),
    /** How far the clock of a server may be from the database's before the server answers 503. */
    CLOCK_MAX_DIFFERENCE(
            "clock.max-difference",
            Defaults.CLOCK_MAX_DIFFERENCE,
            "a length of time from 1s to 365d",
            Duration.ofSeconds(1),
            Duration.ofDays(365)),
    /** For how long audit events are kept; zero for ever. */
    AUDIT_KEEP(
            "audit.keep",
            Defaults.AUDIT_KEEP,
            "a length of time from " + AuditLog.SHORTEST_KEEP.toDays() + "d to 36500d, or 0 for ever",
            AuditLog.SHORTEST_KEEP,
            Duration.ofDays(36_500));

    private final String property;
    private final String byDefault;
    private final String allowed;
    private final Duration least;
    private final Duration most;

    LengthSetting(String property, String byDefault, String allowed, Duration least, Duration most) {
        this.property = "latchkey." + property;
        this.byDefault = byDefault;
        this.allowed = allowed;
        this.least = least;
        this.most = most;
    }

    /** Its name as a property, {@code latchkey.audit.keep}. */
    public String property() {
        return property;
    }

    /** Its name as an environment variable, {@code LATCHKEY_AUDIT_KEEP}. */
    public String variable() {
        return property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Its value when it is not set, such as {@code 400d}. */
    public String byDefault() {
        return byDefault;
    }

    /** The end of a sentence that begins with "it has to be". */
    public String allowed() {
        return allowed;
    }

    /** Whether it may have a value. */
    public boolean accepts(Duration value) {
        return switch (this) {
            case STATUS_LIST_TTL -> isBetween(value) && value.equals(Duration.ofSeconds(value.toSeconds()));
            case CLOCK_MAX_DIFFERENCE -> isBetween(value);
            case KEY_ROTATE_AFTER, AUDIT_KEEP -> value.isZero() || isBetween(value);
        };
    }

    private boolean isBetween(Duration value) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }
}
