package dev.latchkey.server.authorize;

import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.browser.KeptQuery;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.http.Failure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;

/** Reads what a person came to sign in for, and keeps it in the browser while the person waits for a letter. */
public final class Errands {

    private final AuthorizationRequests requests;
    private final KeptQuery kept;

    public Errands(AuthorizationRequests requests, KeptQuery kept) {
        this.requests = requests;
        this.kept = kept;
    }

    /**
     * What the query of a page says.
     *
     * @throws Failure when the client cannot be told what is wrong with its request
     * @throws RefusedRequest when the client is to be told what is wrong
     */
    public Errand of(HttpServletRequest http) {
        return of(Parameters.ofQuery(http), http.getRemoteAddr());
    }

    private Errand of(Parameters parameters, String address) {
        return new Errand(
                parameters.get(Destination.PARAMETER) == null
                        ? requests.find(parameters, address).orElse(null)
                        : null,
                parameters);
    }

    /**
     * What the browser keeps; the account when that is nothing, or a request that is refused by now.
     */
    public Errand kept(HttpServletRequest http) {
        return kept.find(http)
                .flatMap(parameters -> valid(parameters, http.getRemoteAddr()))
                .orElseGet(() -> new Errand(null, Parameters.NONE));
    }

    private Optional<Errand> valid(Parameters parameters, String address) {
        try {
            return Optional.of(of(parameters, address));
        } catch (Failure | RefusedRequest e) {
            // The client was disabled, or has other redirect URIs or scopes. A new password is no less good for that.
            return Optional.empty();
        }
    }

    /** Keeps it in place of an earlier one. */
    public void keep(Errand errand, HttpServletRequest http, HttpServletResponse response) {
        kept.keep(errand.query(), http, response);
    }

    /** Has the browser forget it. */
    public void forget(HttpServletRequest http, HttpServletResponse response) {
        kept.forget(http, response);
    }
}
