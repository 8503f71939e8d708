package dev.latchkey.server.login;

import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.SignedInMark;
import dev.latchkey.server.http.Endpoint;
import java.util.Arrays;
import java.util.Set;

/**
 * Where a sign-in leads that no client asked for. The URL of the sign-in names one of these places by {@link #PARAMETER},
 * never a URL: so it leads nowhere else.
 */
enum Destination {
    /** The start page, also when the URL names no place that there is. */
    HOME("home", Endpoint.HOME, Set.of()),
    /** The page for devices; the code may be filled in already. */
    DEVICE("device", Endpoint.DEVICE, Set.of("user_code"));

    /** The parameter of the sign-in page that names the place. */
    static final String PARAMETER = "continue";

    private final String place;
    private final Endpoint endpoint;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of
    private final Set<String> parameters;

    Destination(String place, Endpoint endpoint, Set<String> parameters) {
        this.place = place;
        this.endpoint = endpoint;
        this.parameters = parameters;
    }

    static Destination of(Parameters query) {
        String named = query.get(PARAMETER);
        return Arrays.stream(values())
                .filter(destination -> destination.place.equals(named))
                .findFirst()
                .orElse(HOME);
    }

    /** The query of the sign-in page, in the one spelling that forms are bound to; empty for the start page. */
    String query(Parameters query) {
        return this == HOME ? "" : query.encoded(name -> name.equals(PARAMETER) || parameters.contains(name));
    }

    /** The path of the place, with those of its parameters that the URL of the sign-in has. */
    String url(Parameters query) {
        return SignedInMark.url(endpoint.path(), query.encoded(parameters::contains), null);
    }
}
