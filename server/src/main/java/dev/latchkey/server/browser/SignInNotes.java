package dev.latchkey.server.browser;

import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.page.ErrorPages;
import dev.latchkey.server.page.Outcome;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The outcome that the sign-in page tells, such as a new password. There is no session yet, so it is bound to the form
 * cookie.
 */
public final class SignInNotes {

    private static final String PATH = Endpoint.SIGN_IN.path();

    private final Forms forms;
    private final KeyDirectory keys;
    private final InstantSource clock;

    public SignInNotes(Forms forms, KeyDirectory keys, InstantSource clock) {
        this.forms = forms;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The URL of the sign-in page that tells an outcome, as a path of this server.
     *
     * @param query of the authorization request; empty when there is none
     * @throws dev.latchkey.server.http.Failure 403 when the browser has no form cookie
     */
    public String url(Outcome outcome, String query, HttpServletRequest http) {
        String url = forms.browser(http)
                .map(browser -> OutcomeMark.url(keys.proofs(), browser, PATH, outcome, clock.instant()))
                .orElseThrow(ErrorPages::foreignForm);
        return query.isEmpty() ? url : url + "&" + query;
    }

    /** The outcome to tell this browser; empty when there is none. */
    public Optional<Outcome> read(Parameters query, HttpServletRequest http) {
        String mark = query.get(OutcomeMark.PARAMETER);
        return mark == null
                ? Optional.empty()
                : forms.browser(http)
                        .flatMap(browser -> keys.recognise(
                                proofs -> OutcomeMark.read(proofs, browser, PATH, clock.instant(), mark)));
    }
}
