package dev.latchkey.core.outbox;

import java.util.Locale;

/** What the owner of an account is told by mail after it happened, so that a change by another person is noticed. */
public enum Notice {
    PASSWORD_CHANGED,
    /** Told at the former address before the change, and at the new one after it. */
    ADDRESS_CHANGED,
    FACTOR_ADDED,
    FACTOR_REMOVED,
    CODES_REPLACED,
    RECOVERY_CODE_USED;

    /** The kind of its messages. */
    public String kind() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
