package dev.latchkey.core.session;

import java.util.List;
import java.util.Set;

/** The values of the {@code acr} claim: how sure a sign-in is. Each includes the ones before it. */
public final class Acr {

    /** One factor, such as a password. */
    public static final String ONE_FACTOR = "urn:latchkey:1";

    /** A password and a code. */
    public static final String TWO_FACTORS = "urn:latchkey:2";

    /**
     * A passkey, which no other site can ask for: <a
     * href="https://openid.net/specs/openid-connect-eap-acr-values-1_0-final.html">EAP ACR Values</a>.
     */
    public static final String PHISHING_RESISTANT = "phr";

    /** All of them, the weakest first, also for the metadata. */
    public static final List<String> SUPPORTED = List.of(ONE_FACTOR, TWO_FACTORS, PHISHING_RESISTANT);

    private Acr() {}

    /**
     * The value that a sign-in has.
     *
     * @param methods as bits of {@link Amr}
     */
    public static String of(int methods) {
        if (Amr.isPasskey(methods)) {
            return PHISHING_RESISTANT;
        }
        return Amr.isMultiFactor(methods) ? TWO_FACTORS : ONE_FACTOR;
    }

    /** Whether a sign-in reaches one of these values. */
    public static boolean reaches(int methods, Set<String> values) {
        return reaches(of(methods), values);
    }

    /**
     * Whether a value is one of these, or includes one of them.
     *
     * @param value one of {@link #SUPPORTED}
     */
    public static boolean reaches(String value, Set<String> values) {
        return SUPPORTED.subList(0, SUPPORTED.indexOf(value) + 1).stream().anyMatch(values::contains);
    }
}
