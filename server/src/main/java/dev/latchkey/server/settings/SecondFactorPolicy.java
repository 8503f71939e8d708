package dev.latchkey.server.settings;

/** What the server wants of second factors, {@code latchkey.second-factor}. Factors that users have are always asked for. */
public enum SecondFactorPolicy {
    /** Users can add one. */
    OFFERED,
    /** Users without one add one while they sign in. */
    REQUIRED,
    /** No user can add one. */
    OFF
}
