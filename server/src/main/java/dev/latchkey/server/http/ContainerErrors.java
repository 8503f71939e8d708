package dev.latchkey.server.http;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.http.parser.Host;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Writes the errors that no endpoint has written, in place of the container's HTML page: those that a servlet or filter
 * named by their status alone, and those of requests that the container refuses before any filter sees them because they
 * are too large or not HTTP. The latter get the reason and a line in the log, and all are the client's errors.
 */
public final class ContainerErrors extends ErrorReportValve {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerErrors.class);

    private static final String TOO_LARGE = message("iib.requestheadertoolarge.error");

    private static final String ADDRESS = message("iib.invalidRequestTarget");
    private static final String METHOD = message("iib.invalidmethod");
    private static final String PROTOCOL = message("iib.invalidHttpProtocol");

    private static final String UNENCODED =
            "The address has a character that must be percent-encoded, such as a quotation"
                    + " mark, < or >, a bracket in the path, or a letter beyond ASCII.";

    /** Let through in a query. */
    private static final String RELAXED = "[]{}|^\\`";

    private final ErrorWriter errors;
    private final int maxHeaderBytes;

    /**
     * A valve for the pipeline of the host.
     *
     * @param maxHeaderBytes the limit of the request line and the headers together, for the message
     */
    public ContainerErrors(ErrorWriter errors, int maxHeaderBytes) {
        this.errors = errors;
        this.maxHeaderBytes = maxHeaderBytes;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        boolean seen = request.getWrapper() != null;
        HttpStatus status = seen ? HttpStatus.valueOf(response.getStatus()) : clientError(response.getStatus());
        String reason = seen ? null : reason(request, response.getStatus(), failure);
        if (!seen) {
            LOG.info("Refused a request of {} before it was read: {}", request.getRemoteAddr(), reason);
        }
        try {
            String code = status.is5xxServerError() ? "server_error" : "invalid_request";
            errors.write(new Failure(status, code, reason), request, response);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            LOG.debug("The client did not wait for its answer", e);
        }
    }

    /** Makes a 4xx of a 5xx: what the container does not support is the client's error, and operators alert on 5xx. */
    private static HttpStatus clientError(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null || known.is5xxServerError() ? HttpStatus.BAD_REQUEST : known;
    }

    /** What the container says of a fault, up to where it repeats the request. */
    private static String message(String key) {
        String whole = StringManager.getManager("org.apache.coyote.http11").getString(key);
        int request = whole.indexOf("{0}");
        return request < 0 ? whole : whole.substring(0, request);
    }

    /** Never repeats any part of the request, because it may contain a password. */
    private String reason(Request request, int status, @Nullable Throwable failure) {
        String fault = failure == null || failure.getMessage() == null ? "" : failure.getMessage();
        if (fault.equals(TOO_LARGE)) {
            return "The request line and headers are longer than " + maxHeaderBytes + " bytes.";
        }
        if (fault.startsWith(ADDRESS)) {
            return UNENCODED;
        }
        if (fault.startsWith(METHOD) || fault.startsWith(PROTOCOL)) {
            return "The request line is not a method, an address and HTTP/1.1 with one space between."
                    + " A space in an address is percent-encoded: %20.";
        }
        List<String> hosts = Collections.list(request.getHeaders(HttpHeaders.HOST));
        // Headers after a malformed one are not read: a Host that is not here may have been sent.
        boolean read = failure == null || !hosts.isEmpty();
        return switch (status) {
            case 501 -> "The method or the transfer coding is not supported.";
            case 505 -> "The version of HTTP is not supported.";
            case 417 -> "The Expect header is not supported.";
            default ->
                read && !isHost(hosts)
                        ? "The Host header is missing or not a host name; a name has letters, digits, hyphens and dots."
                        : hasRaw(request.getRequestURI()) ? UNENCODED : "The request is not well-formed HTTP/1.1.";
        };
    }

    /** Since they are let through in a query, the container refuses them in a path without a message. */
    private static boolean hasRaw(@Nullable String path) {
        return path != null && path.chars().anyMatch(c -> RELAXED.indexOf(c) >= 0);
    }

    private static boolean isHost(List<String> headers) {
        if (headers.size() != 1) {
            return false;
        }
        try {
            Host.parse(headers.getFirst());
            return true;
        } catch (RuntimeException e) {
            // The parser throws several kinds for a malformed host.
            return false;
        }
    }
}
