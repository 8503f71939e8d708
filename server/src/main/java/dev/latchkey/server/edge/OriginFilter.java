package dev.latchkey.server.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Predicate;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a page read the answer when its origin is allowed
 * (<a href="https://fetch.spec.whatwg.org/#cors-check">CORS check</a>). Any other request goes on too and its answer is
 * kept from the page by the browser; where that is not enough there is {@link ForeignPageFilter}. Credentials of the
 * browser, like cookies, are never allowed.
 */
public final class OriginFilter extends OncePerRequestFilter {

    private static final String EXPOSED = "WWW-Authenticate, Retry-After, DPoP-Nonce";

    private final Predicate<String> allowed;

    public OriginFilter(Predicate<String> allowed) {
        this.allowed = allowed;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (allow(request, response, allowed)) {
            response.setHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
        chain.doFilter(request, response);
    }

    /** Names the request's origin in the answer if it is allowed, as it is, and says whether it was. */
    static boolean allow(HttpServletRequest request, HttpServletResponse response, Predicate<String> allowed) {
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null || !allowed.test(origin)) {
            return false;
        }
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        return true;
    }
}
