package dev.latchkey.server.browser;

import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.server.key.KeyDirectory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The parameter {@code visit} of the steps of an authorization request that expires soon, a pushed one or a request object:
 * this browser opened the request in time, and its user has an hour from then on to answer. The mark is bound to the form
 * cookie, so a copied URL does not prolong the request for another browser.
 */
public final class FirstVisits {

    /** The name of the parameter. */
    public static final String PARAMETER = "visit";

    private static final Duration LIFETIME = Duration.ofHours(1);

    private final Forms forms;
    private final KeyDirectory keys;
    private final InstantSource clock;

    public FirstVisits(Forms forms, KeyDirectory keys, InstantSource clock) {
        this.forms = forms;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The value for a request that this browser opens in time.
     *
     * @param reference what the query has in place of the parameters of the request
     */
    public String write(String reference, HttpServletRequest request, HttpServletResponse response) {
        Fields bound = bound(forms.cookie(request, response), reference);
        return keys.proofs().mac(Label.FIRST_VISIT, new Fields().time(clock.instant()), bound);
    }

    /** Whether this browser opened the request in time, within the last hour. */
    public boolean isGood(String reference, @Nullable String value, HttpServletRequest request) {
        return value != null
                && forms.cookie(request)
                        .flatMap(cookie -> keys.recognise(proofs -> proofs.verify(
                                Label.FIRST_VISIT, value, bound(cookie, reference), fields -> fields.time())))
                        .filter(visited -> clock.instant().isBefore(visited.plus(LIFETIME)))
                        .isPresent();
    }

    private static Fields bound(String cookie, String reference) {
        return new Fields().text(cookie).bytes(FormPlace.digest(reference));
    }
}
