package dev.latchkey.server.claims;

import dev.latchkey.core.session.Amr;
import java.util.List;
import java.util.Set;

/** The values of the {@code acr} claim: how sure a sign-in is. Each includes the ones before it. */
public final class Acr {

    /** One factor, such as a password. */
    public static final String ONE_FACTOR = "urn:latchkey:1";

    /** A password and a second factor. */
    public static final String TWO_FACTORS = "urn:latchkey:2";

    /** All of them, for the metadata. */
    public static final List<String> SUPPORTED = List.of(ONE_FACTOR, TWO_FACTORS);

    private Acr() {}

    /**
     * The value that a sign-in has.
     *
     * @param methods as bits of {@link Amr}
     */
    public static String of(int methods) {
        return Amr.isMultiFactor(methods) ? TWO_FACTORS : ONE_FACTOR;
    }

    /** Whether a sign-in reaches one of these values. */
    public static boolean reaches(int methods, Set<String> values) {
        return values.contains(ONE_FACTOR) || values.contains(of(methods));
    }
}
