package dev.latchkey.server.authorize;

import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.SignedInMark;
import dev.latchkey.server.http.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * What a person came to sign in for: the request of a client, or a page of this server.
 *
 * @param request null when no client sent the person
 * @param parameters that name the page; may be empty
 */
public record Errand(@Nullable AuthorizationRequest request, Parameters parameters) {

    /** The query of the sign-in page, in the one spelling that forms are bound to; may be empty. */
    public String query() {
        return request == null ? Destination.of(parameters).query(parameters) : request.query();
    }

    /** The URL of a page with that query, a path of this server. */
    public String at(String path) {
        return SignedInMark.url(path, query(), null);
    }

    /** The URL of the sign-in page for it, a path of this server. */
    public String signIn() {
        return at(Endpoint.SIGN_IN.path());
    }

    /** The {@code ui_locales}; null when there are none. */
    public @Nullable String uiLocales() {
        return request == null ? null : request.uiLocales();
    }
}
