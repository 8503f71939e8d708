package dev.latchkey.server.claims;

import java.util.List;

/** The values of the {@code acr} claim: how sure a sign-in is. */
public final class Acr {

    /** One factor, such as a password. */
    public static final String ONE_FACTOR = "urn:latchkey:1";

    /** All of them, for the metadata. */
    public static final List<String> SUPPORTED = List.of(ONE_FACTOR);

    private Acr() {}
}
