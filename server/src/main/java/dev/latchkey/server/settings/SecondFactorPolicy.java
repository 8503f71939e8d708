package dev.latchkey.server.settings;

/**
 * Whether users can or must have a second factor, {@code latchkey.second-factor}. A user who has one is always asked
 * for it.
 */
public enum SecondFactorPolicy {
    /** Users can add one. */
    OFFERED,
    /** Users without one add one while they sign in. */
    REQUIRED,
    /** No user can add one, but those who had one in the system from which they were imported. */
    OFF
}
