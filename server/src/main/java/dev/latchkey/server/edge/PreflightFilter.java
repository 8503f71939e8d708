package dev.latchkey.server.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Predicate;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers the question that a browser asks before a page's request
 * (<a href="https://fetch.spec.whatwg.org/#cors-preflight-fetch">CORS-preflight fetch</a>). It does not say which client
 * the page is, so the answer is yes for a page of any; the request itself is then looked at by {@link OriginFilter}.
 */
public final class PreflightFilter extends OncePerRequestFilter {

    private static final String METHODS = "GET, POST, PATCH";

    /** The last is what Swagger UI sends along. */
    private static final String HEADERS = "Authorization, Content-Type, DPoP, X-Requested-With";

    private static final String MAX_AGE_SECONDS = "600";

    private final Predicate<String> known;

    /** For the origins that {@code known} says yes to. */
    public PreflightFilter(Predicate<String> known) {
        this.known = known;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
        if (OriginFilter.allow(request, response, known)) {
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
            response.setHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
        }
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
