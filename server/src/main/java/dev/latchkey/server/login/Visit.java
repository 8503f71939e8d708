package dev.latchkey.server.login;

import dev.latchkey.core.link.ResetLink;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.authorize.AuthorizationRequest;
import dev.latchkey.server.authorize.Errand;
import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.SignedInMark;
import dev.latchkey.server.page.Language;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * A page of the sign-in, as one request wants it.
 *
 * @param request null when a person came by themselves
 * @param parameters of the query
 * @param errand what the sign-in is for: the same, or what the browser keeps for the link of a letter
 */
record Visit(
        @Nullable AuthorizationRequest request,
        Parameters parameters,
        Errand errand,
        @Nullable LiveSession live,
        HttpServletRequest http,
        HttpServletResponse response) {

    String query() {
        return request == null ? queryAlone() : request.query();
    }

    /** With the place where the sign-in leads, or the token of a link. */
    private String queryAlone() {
        String place = destination().query(parameters);
        return place.isEmpty() ? parameters.encoded(ResetLink.TOKEN::equals) : place;
    }

    /** Where it leads without a request. */
    Destination destination() {
        return Destination.of(parameters);
    }

    /** The URL of a page of the sign-in with the same query, a path of this server. */
    String at(String path) {
        return request == null ? SignedInMark.url(path, query(), null) : request.at(path);
    }

    /** The same in another state of the session. */
    Visit in(LiveSession now) {
        return new Visit(request, parameters, errand, now, http, response);
    }

    @Nullable
    SessionReference reference() {
        return live == null ? null : live.reference();
    }

    /** The language of the page. */
    Language language() {
        return Language.of(errand.uiLocales(), http);
    }

    /** What the client's administrator demands of the sign-in; null for nothing. */
    @Nullable
    String acr() {
        return request == null ? null : request.client().signIn().acr();
    }

    /** The name of the client; null when a person came by themselves. */
    @Nullable
    String clientName() {
        return request == null ? null : request.address().clientName();
    }
}
