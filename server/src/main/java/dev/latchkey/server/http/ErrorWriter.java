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

    public ErrorWriter(JsonMapper json) {
        this.oauth = new OAuthRenderer(json);
        this.problem = new ProblemRenderer(json);
    }

    /** Answers a request whose answer is not committed; a path that is no endpoint's gets problem details. */
    public void write(Failure failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(failure.getStatusCode().value());
        failure.getHeaders().forEach((name, values) -> {
            response.setHeader(name, values.getFirst());
            values.stream().skip(1).forEach(value -> response.addHeader(name, value));
        });
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Kind kind = Endpoint.at(request.getRequestURI()).map(Endpoint::kind).orElse(Kind.PROBLEM);
        renderer(kind).render(failure, request, response);
    }

    private Renderer renderer(Kind kind) {
        return switch (kind) {
            case OAUTH -> oauth;
            case PROBLEM, DOCUMENT -> problem;
        };
    }
}
