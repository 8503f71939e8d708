package dev.latchkey.server.http;

import dev.latchkey.server.http.Endpoint.Kind;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/** Writes every failure of the server, in the format of the endpoint that was requested. */
public final class ErrorWriter {

    private final Renderer oauth;
    private final Renderer problem;
    private final Renderer page;

    /**
     * A writer of all formats.
     *
     * @param page that of the endpoints whose kind is {@link Kind#PAGE}
     */
    public ErrorWriter(JsonMapper json, Renderer page) {
        this.oauth = new OAuthRenderer(json);
        this.problem = new ProblemRenderer(json);
        this.page = page;
    }

    /**
     * Writes status, headers and body of an answer that is not committed. A path without an endpoint gets problem
     * details.
     */
    public void write(Failure failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(failure.getStatusCode().value());
        failure.getHeaders().forEach((name, values) -> {
            response.setHeader(name, values.getFirst());
            values.stream().skip(1).forEach(value -> response.addHeader(name, value));
        });
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        renderer(Endpoint.kind(request.getRequestURI())).render(failure, request, response);
    }

    private Renderer renderer(Kind kind) {
        return switch (kind) {
            case OAUTH -> oauth;
            case PROBLEM, DOCUMENT -> problem;
            case PAGE -> page;
        };
    }
}
