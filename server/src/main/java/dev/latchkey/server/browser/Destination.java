package dev.latchkey.server.browser;

import dev.latchkey.core.link.ResetLink;
import dev.latchkey.server.http.Endpoint;
import java.util.Arrays;
import java.util.Set;

/**
 * The page after a sign-in that no client asked for. The URL of the sign-in page has its name in {@link #PARAMETER},
 * never a URL, so that a link cannot lead the user to another site.
 */
public enum Destination {
    /** The account. The default, also for unknown names. This page changes nothing. */
    ACCOUNT("account", Endpoint.ACCOUNT_PAGE, false, Set.of()),
    PASSWORD("account-password", Endpoint.ACCOUNT_PASSWORD, true, Set.of()),
    ADDRESS("account-address", Endpoint.ACCOUNT_ADDRESS, true, Set.of()),
    FACTOR("account-factor", Endpoint.ACCOUNT_FACTOR, true, Set.of()),
    SESSIONS("account-sessions", Endpoint.ACCOUNT_SESSIONS, true, Set.of()),
    APPLICATIONS("account-applications", Endpoint.ACCOUNT_APPLICATIONS, true, Set.of()),
    /** The page for devices; the code may be filled in already. */
    DEVICE("device", Endpoint.DEVICE, false, Set.of("user_code")),
    /** The page of a link that was mailed to a new address of the account. */
    VERIFY_EMAIL("verify-email", Endpoint.VERIFY_EMAIL, false, Set.of(ResetLink.TOKEN));

    /** The parameter of the sign-in page that names the place. */
    public static final String PARAMETER = "continue";

    private final String place;
    private final Endpoint endpoint;
    private final boolean recent;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of
    private final Set<String> parameters;

    Destination(String place, Endpoint endpoint, boolean recent, Set<String> parameters) {
        this.place = place;
        this.endpoint = endpoint;
        this.recent = recent;
        this.parameters = parameters;
    }

    /** The place that the query of the sign-in page names. */
    public static Destination of(Parameters query) {
        String named = query.get(PARAMETER);
        return Arrays.stream(values())
                .filter(destination -> destination.place.equals(named))
                .findFirst()
                .orElse(ACCOUNT);
    }

    /** The path of the place. */
    public String path() {
        return endpoint.path();
    }

    /** Whether the page changes the account, which requires a sign-in within the last five minutes. */
    public boolean needsRecentSignIn() {
        return recent;
    }

    /** The URL of the sign-in page that leads there, as a path of this server. */
    public String signIn() {
        return SignedInMark.url(Endpoint.SIGN_IN.path(), query(), null);
    }

    /** The query of the sign-in page that leads there. */
    public String query() {
        return this == ACCOUNT ? "" : PARAMETER + "=" + place;
    }

    /** As {@link #signIn()}, with those of its parameters that a query has. */
    public String signIn(Parameters query) {
        return SignedInMark.url(
                Endpoint.SIGN_IN.path(), PARAMETER + "=" + place + "&" + query.encoded(parameters::contains), null);
    }

    /** The query of the sign-in page, in the one spelling that forms are bound to; empty for the account. */
    public String query(Parameters query) {
        return this == ACCOUNT ? "" : query.encoded(name -> name.equals(PARAMETER) || parameters.contains(name));
    }

    /** The path of the place, with those of its parameters that the URL of the sign-in has. */
    public String url(Parameters query) {
        return SignedInMark.url(endpoint.path(), query.encoded(parameters::contains), null);
    }
}
