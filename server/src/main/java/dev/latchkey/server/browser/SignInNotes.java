package dev.latchkey.server.browser;

import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.page.ErrorPages;
import dev.latchkey.server.page.Outcome;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.Optional;

/** What the sign-in page says about what was done just before. There is no session yet, so it is bound to the form cookie. */
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
     * The URL of the sign-in page that tells an outcome, a path of this server.
     *
     * @param query of the authorization request; empty when there is none
     */
    public String url(Outcome outcome, String query, HttpServletRequest http) {
        String url = forms.browser(http)
                .map(browser -> OutcomeMark.url(keys.proofs(), browser, PATH, outcome, clock.instant()))
                .orElseThrow(ErrorPages::foreignForm);
        return query.isEmpty() ? url : url + "&" + query;
    }

    /** What the page is to tell this browser. */
    public Optional<Outcome> read(Parameters query, HttpServletRequest http) {
        String mark = query.get(OutcomeMark.PARAMETER);
        return mark == null
                ? Optional.empty()
                : forms.browser(http)
                        .flatMap(browser -> keys.recognise(
                                proofs -> OutcomeMark.read(proofs, browser, PATH, clock.instant(), mark)));
    }
}
