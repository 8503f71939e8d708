package dev.latchkey.server.edge;

import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.connection.DatabaseFailure.Kind;
import dev.latchkey.core.connection.UnavailableException;
import dev.latchkey.server.http.ErrorWriter;
import dev.latchkey.server.http.HashingBusyException;
import dev.latchkey.server.http.RateLimitedException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The outermost filter: what went wrong on our side becomes an answer that says so, and nothing more. A database that
 * does not answer is 503 with {@code Retry-After}, never 401 and never {@code invalid_grant}: a client would throw good
 * credentials away.
 */
public final class FailureFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(FailureFilter.class);

    private static final String RETRY_AFTER_SECONDS = "1";

    /** How much of a method or path is logged, in characters. */
    private static final int LOGGED = 100;

    private static final Set<Kind> OUTAGE = EnumSet.of(Kind.UNAVAILABLE, Kind.READ_ONLY, Kind.FULL, Kind.BUSY);

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

    private void answer(HttpServletRequest request, HttpServletResponse response, Exception failure)
            throws IOException {
        if (response.isCommitted()) {
            LOG.error(
                    "{} {} failed in the middle of its answer",
                    shorten(request.getMethod()),
                    shorten(request.getRequestURI()),
                    failure);
            return;
        }
        response.resetBuffer();
        RateLimitedException limited = causedBy(failure, RateLimitedException.class);
        InvalidParameterException unreadable = causedBy(failure, InvalidParameterException.class);
        if (limited != null) {
            refuse(request, response, limited);
        } else if (causedBy(failure, HashingBusyException.class) != null) {
            LOG.warn("Too many passwords to hash: refused one");
            unavailable(request, response);
        } else if (causedBy(failure, UnavailableException.class) != null) {
            LOG.debug("Refused", failure);
            unavailable(request, response);
        } else if (causedBy(failure, BodyLimit.NoRoomException.class) != null) {
            LOG.warn("Too many large bodies at once: refused one");
            unavailable(request, response);
        } else if (isOutage(failure)) {
            LOG.error(
                    "{} {}: {}", shorten(request.getMethod()), shorten(request.getRequestURI()), databaseSaid(failure));
            LOG.debug("The whole of it:", failure);
            unavailable(request, response);
        } else if (causedBy(failure, BodyLimit.BodyTooLargeException.class) != null) {
            errors.write(request, response, HttpStatus.CONTENT_TOO_LARGE, "invalid_request", "The body is too large.");
        } else if (unreadable != null) {
            // Its message repeats what was sent, which may be a password.
            errors.write(
                    request,
                    response,
                    HttpStatus.valueOf(unreadable.getErrorCode()),
                    "invalid_request",
                    "The parameters are too many, too long or not in UTF-8.");
        } else {
            LOG.error("{} {} failed", shorten(request.getMethod()), shorten(request.getRequestURI()), failure);
            errors.write(request, response, HttpStatus.INTERNAL_SERVER_ERROR, "server_error", null);
        }
    }

    /** What {@link #doFilter} makes of a failure, in a word. */
    public static String outcome(Exception failure) {
        if (causedBy(failure, RateLimitedException.class) != null) {
            return "rate_limited";
        }
        return causedBy(failure, HashingBusyException.class) != null
                        || causedBy(failure, UnavailableException.class) != null
                        || isOutage(failure)
                ? "temporarily_unavailable"
                : "server_error";
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, RateLimitedException limited)
            throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, limited.retryAfter());
        response.setHeader("RateLimit-Policy", limited.policyHeader());
        response.setHeader("RateLimit", limited.limitHeader());
        // RFC 6749 has no code for this; that one says what it is: the same request may succeed later.
        errors.write(
                request,
                response,
                HttpStatus.TOO_MANY_REQUESTS,
                "temporarily_unavailable",
                "There were too many attempts. Try again later.");
    }

    private void unavailable(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        errors.write(
                request, response, HttpStatus.SERVICE_UNAVAILABLE, "temporarily_unavailable", "Try again in a moment.");
    }

    /** The client chooses methods and paths; none of ours is longer. */
    private static String shorten(String text) {
        return text.length() > LOGGED ? text.substring(0, LOGGED) + "…" : text;
    }

    private static <T extends Throwable> @Nullable T causedBy(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    /** Whether the same request may succeed in a moment; a statement that is wrong will be wrong again. */
    private static boolean isOutage(Throwable failure) {
        // A connection that breaks in the middle of a transaction is at last reported by the rollback, without a code.
        return causedBy(failure, TransactionException.class) != null
                || causedBy(failure, DataAccessResourceFailureException.class) != null
                || DatabaseFailure.of(failure)
                        .filter(database -> OUTAGE.contains(database.kind()))
                        .isPresent();
    }

    private static String databaseSaid(Throwable failure) {
        return DatabaseFailure.of(failure).map(DatabaseFailure::message).orElse("");
    }
}
