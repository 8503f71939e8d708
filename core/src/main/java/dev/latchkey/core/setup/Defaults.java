package dev.latchkey.core.setup;

import dev.latchkey.core.credential.PasswordPolicy;

/** The default values of settings, in the syntax of the settings. */
public final class Defaults {

    public static final String STATUS_LIST_ENABLED = "true";
    public static final String STATUS_LIST_TTL = "10s";
    public static final String KEY_ROTATE_AFTER = "90d";
    public static final String CLOCK_MAX_DIFFERENCE = "5m";
    public static final String AUDIT_KEEP = "400d";
    public static final String PASSWORD_MIN_LENGTH = "" + PasswordPolicy.DEFAULT_MIN_LENGTH;
    public static final String PASSWORD_MAX_HASH_MEMORY = "128MB";

    private Defaults() {}
}
