package dev.latchkey.server.edge;

import dev.latchkey.core.connection.UnavailableException;
import dev.latchkey.server.http.ErrorWriter;
import dev.latchkey.server.http.Failure;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The outermost filter: it turns every exception of filters and controllers into an answer. An unexpected exception is
 * answered with 500 and no details. A database that does not answer is 503 with {@code Retry-After}, never 401 or
 * {@code invalid_grant}, because clients delete valid tokens after those.
 */
public final class FailureFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(FailureFilter.class);

    /** How much of a method or path is logged, in characters. */
    private static final int LOGGED = 100;

    private final ErrorWriter errors;

    public FailureFilter(ErrorWriter errors) {
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            answer(request, response, e);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Exception thrown) throws IOException {
        Failure failure = Failures.of(thrown);
        if (response.isCommitted()) {
            // A client that closed the connection in the middle of its form has its answer committed, too.
            if (failure.getStatusCode().is5xxServerError()) {
                LOG.error("{} failed in the middle of its answer", shorten(request), thrown);
            }
            return;
        }
        response.resetBuffer();
        log(request, failure, thrown);
        failure.getBody().setInstance(path(request));
        errors.write(failure, request, response);
    }

    private static void log(HttpServletRequest request, Failure failure, Exception thrown) {
        if (!failure.getStatusCode().is5xxServerError()) {
            return;
        }
        if (Failures.isOutage(thrown)) {
            LOG.error("{}: {}", shorten(request), failure.getMessage());
            LOG.debug("The whole of it:", thrown);
        } else if (failure.getStatusCode().isSameCodeAs(HttpStatus.INTERNAL_SERVER_ERROR)) {
            LOG.error("{} failed", shorten(request), thrown);
        } else if (Failures.has(thrown, UnavailableException.class)) {
            // The cause was logged where it was found.
            LOG.debug("Refused", thrown);
        } else {
            LOG.warn("{} refused: {}", shorten(request), failure.getMessage());
        }
    }

    /** As it was sent; null when it is no URI. */
    private static @Nullable URI path(HttpServletRequest request) {
        try {
            return new URI(request.getRequestURI());
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** The client chooses method and path; none of ours is longer. */
    private static String shorten(HttpServletRequest request) {
        return shorten(request.getMethod()) + " " + shorten(request.getRequestURI());
    }

    private static String shorten(String text) {
        return text.length() > LOGGED ? text.substring(0, LOGGED) + "…" : text;
    }
}
