package dev.latchkey.server.http;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;

/**
 * A request that is answered with an error. Thrown anywhere below the outermost filter; the kind of the endpoint chooses
 * the format. The detail of the body is for the developer of the client, the message for the log.
 *
 * <p>It has no stack trace: it is an ordinary answer, and callers can cause many of them.
 */
public class Failure extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    private static final String RETRY_AFTER_SECONDS = "1";

    private final String code;
    private final String message;

    /**
     * A failure whose message is its detail.
     *
     * @param code the {@code error} of <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, section
     *     5.2</a>, for the endpoints that have such codes
     * @param detail a sentence for the developer of the client, or null when there is no more to say
     */
    public Failure(HttpStatus status, String code, @Nullable String detail) {
        this(code, problem(status, detail), Objects.requireNonNullElse(detail, code));
    }

    /** The same request may succeed in a moment: 503. */
    Failure(String message) {
        this("temporarily_unavailable", problem(HttpStatus.SERVICE_UNAVAILABLE, "Try again in a moment."), message);
        with(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }

    private Failure(String code, ProblemDetail body, String message) {
        super(HttpStatusCode.valueOf(body.getStatus()), body, null);
        this.code = code;
        this.message = message;
    }

    private static ProblemDetail problem(HttpStatusCode status, @Nullable String detail) {
        ProblemDetail problem = ProblemDetail.forStatus(status);
        problem.setDetail(detail);
        return problem;
    }

    /**
     * A malformed request: 400.
     *
     * @param detail a sentence for the developer of the client
     */
    public static Failure invalidRequest(String detail) {
        return new Failure(HttpStatus.BAD_REQUEST, "invalid_request", detail);
    }

    /**
     * The same request may succeed in a moment: 503.
     *
     * @param message why, for the log
     */
    public static Failure unavailable(String message) {
        return new Failure(message);
    }

    /** An error of the framework or the container that has no code of its own. */
    public static Failure of(ErrorResponse error) {
        boolean ours = error.getStatusCode().is5xxServerError();
        Failure failure = new Failure(
                ours ? "server_error" : "invalid_request",
                error.getBody(),
                Objects.requireNonNullElse(error.getBody().getDetail(), ""));
        failure.getHeaders().addAll(error.getHeaders());
        return failure;
    }

    /** Adds a header to the answer. */
    public final Failure with(String header, String value) {
        getHeaders().add(header, value);
        return this;
    }

    /** Names the member of the request that is wrong. */
    public final Failure at(String field) {
        getBody().setProperty("field", field);
        return this;
    }

    /** The {@code error} in the formats that have one. */
    public final String code() {
        return code;
    }

    /** The label by which metrics count this failure. */
    public String outcome() {
        return code;
    }

    @Override
    public final String getMessage() {
        return message;
    }

    @Override
    public final synchronized Throwable fillInStackTrace() {
        return this;
    }
}
