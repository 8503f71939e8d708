package dev.latchkey.server.edge;

import dev.latchkey.server.http.Failure;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.web.filter.GenericFilterBean;

/**
 * Answers requests of pages from unknown origins with 403. CORS alone is not enough: it keeps a page from reading the
 * answer, but a browser sends a form for any page without a preflight, and each failed attempt would count against the
 * rate limit of its user's address. A program outside a browser may leave out {@code Origin}; its attempts count against
 * its own address.
 *
 * <p>Not a filter that runs once a request: there are two of these in a chain.
 */
public final class ForeignPageFilter extends GenericFilterBean {

    private static final Logger LOG = LoggerFactory.getLogger(ForeignPageFilter.class);

    /** No browser's origin is longer, and the log is not a place to write at will. */
    private static final int LOGGED = 300;

    private final Predicate<String> allowed;

    /** Lets those pages pass whose origins {@code allowed} says yes to. */
    public ForeignPageFilter(Predicate<String> allowed) {
        this.allowed = allowed;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String origin = ((HttpServletRequest) request).getHeader(HttpHeaders.ORIGIN);
        if (origin == null || allowed.test(origin)) {
            chain.doFilter(request, response);
            return;
        }
        LOG.info(
                "Refused a page at '{}': it is none of the client's",
                origin.substring(0, Math.min(origin.length(), LOGGED)));
        throw new Failure(
                HttpStatus.FORBIDDEN, OAuth2ErrorCodes.ACCESS_DENIED, "The client has no page at this origin.");
    }
}
