package dev.latchkey.server.browser;

import dev.latchkey.server.http.Endpoint;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Where a sign-in leads that no client asked for: to a page of the account. The query can name these pages and nothing
 * else, so that no link sends a user to another place.
 *
 * @param page of the account
 */
public record WayBack(Endpoint page) {

    /** Where a sign-in leads without a query. */
    public static final WayBack ACCOUNT = new WayBack(Endpoint.ACCOUNT_PAGE);

    private static final String PARAMETER = "to";

    /** Reads the query of the sign-in page; empty when it is another one, such as an authorization request. */
    public static Optional<WayBack> read(HttpServletRequest request) {
        if (request.getQueryString() == null) {
            return Optional.of(ACCOUNT);
        }
        Parameters query = Parameters.ofQuery(request);
        String path = query.get(PARAMETER);
        return Endpoint.at(path)
                .filter(page -> page.path().equals(path) && isOfAccount(page))
                .map(WayBack::new)
                .filter(way -> way.query().equals(query.encoded(name -> true)));
    }

    private static boolean isOfAccount(Endpoint page) {
        return page == Endpoint.ACCOUNT_PAGE || page.path().startsWith(Endpoint.ACCOUNT_PAGE.path() + "/");
    }

    /** The query that has it; empty for the account itself. */
    public String query() {
        return page == Endpoint.ACCOUNT_PAGE ? "" : PARAMETER + "=" + Parameters.encode(page.path());
    }

    /** The URL of the sign-in that leads there, a path of this server. */
    public String signIn() {
        return SignedInMark.url(Endpoint.SIGN_IN.path(), query(), null);
    }

    /** Whether the page is for changes, and so for users who have signed in lately. The account itself changes nothing. */
    public boolean needsRecentSignIn() {
        return page != Endpoint.ACCOUNT_PAGE;
    }
}
