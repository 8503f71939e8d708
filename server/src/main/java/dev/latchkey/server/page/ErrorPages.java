package dev.latchkey.server.page;

import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.http.RateLimitedException;
import dev.latchkey.server.http.Renderer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Shows a failure as a page, in the language of the browser. */
public final class ErrorPages implements Renderer {

    private static final String FOREIGN_FORM = "foreign_form";
    private static final String ENDED_DEMO = "ended_demo";

    private final Pages pages;

    public ErrorPages(Pages pages) {
        this.pages = pages;
    }

    /** A form that another site forged, or that was made for another browser: 403. */
    public static Failure foreignForm() {
        return new Failure(HttpStatus.FORBIDDEN, FOREIGN_FORM, "The token of the form does not belong to its cookie.");
    }

    /** A sign-in with the demo client that cannot go on: 400. The page has a button to begin another one. */
    public static Failure endedDemo(String reason) {
        return new Failure(HttpStatus.BAD_REQUEST, ENDED_DEMO, reason);
    }

    /**
     * Writes the page. Where the same request may succeed later it has a button that asks for the same URL by GET: the
     * URL of a page has everything that is needed to begin again.
     */
    @Override
    public void render(Failure failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String query = request.getQueryString();
        String url = query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
        // The header is the only place where all who answer find the id.
        ErrorPage page = of(failure, url, response.getHeader("X-Request-Id"));
        pages.write(page, Language.of(null, request), request, response);
    }

    static ErrorPage of(Failure failure, String url, @Nullable String requestId) {
        HttpStatus status = HttpStatus.valueOf(failure.getStatusCode().value());
        ErrorPage page = ErrorPage.of(status, kind(status, failure))
                .explained(failure.code(), failure.getBody().getDetail(), requestId);
        if (page.kind() == ErrorPage.Kind.DEMO) {
            return page.retried(null, Endpoint.DEMO.path());
        }
        String seconds = failure.getHeaders().getFirst(HttpHeaders.RETRY_AFTER);
        return seconds == null ? page : page.retried(Duration.ofSeconds(Long.parseLong(seconds)), url);
    }

    private static ErrorPage.Kind kind(HttpStatus status, Failure failure) {
        if (failure.code().equals(FOREIGN_FORM)) {
            return ErrorPage.Kind.FORM;
        }
        if (failure.code().equals(ENDED_DEMO)) {
            return ErrorPage.Kind.DEMO;
        }
        if (failure instanceof RateLimitedException limited && limited.isOfLetters()) {
            return ErrorPage.Kind.TOO_MANY_LETTERS;
        }
        return switch (status) {
            case NOT_FOUND -> ErrorPage.Kind.NOT_FOUND;
            case TOO_MANY_REQUESTS -> ErrorPage.Kind.TOO_MANY;
            case SERVICE_UNAVAILABLE -> ErrorPage.Kind.UNAVAILABLE;
            default -> status.is5xxServerError() ? ErrorPage.Kind.INTERNAL : ErrorPage.Kind.REQUEST;
        };
    }
}
