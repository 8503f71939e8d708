package dev.latchkey.server.http;

import dev.latchkey.server.http.Endpoint.Kind;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
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
     * details, but a browser that opens one gets a page.
     */
    public void write(Failure failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(failure.getStatusCode().value());
        failure.getHeaders().forEach((name, values) -> {
            response.setHeader(name, values.getFirst());
            values.stream().skip(1).forEach(value -> response.addHeader(name, value));
        });
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        renderer(failure, request).render(failure, request, response);
    }

    private Renderer renderer(Failure failure, HttpServletRequest request) {
        String uri = request.getRequestURI();
        if (failure.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)
                && Endpoint.at(uri).isEmpty()
                && prefersHtml(request.getHeader(HttpHeaders.ACCEPT))) {
            return page;
        }
        return switch (Endpoint.kind(uri)) {
            case OAUTH -> oauth;
            case PROBLEM, DOCUMENT -> problem;
            case PAGE -> page;
        };
    }

    /** Whether HTML is named, and JSON is not named as gladly. */
    private static boolean prefersHtml(@Nullable String accept) {
        try {
            List<MediaType> types = MediaType.parseMediaTypes(accept);
            return weight(types, "html") > weight(types, "json");
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static double weight(List<MediaType> types, String subtype) {
        return types.stream()
                .filter(type -> type.getSubtype().endsWith(subtype))
                .mapToDouble(MediaType::getQualityValue)
                .max()
                .orElse(0);
    }
}
