package dev.latchkey.server.http;

import dev.latchkey.server.http.Endpoint.Kind;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes errors. Each path has one format for all of its errors: the token, revocation and introspection endpoints that
 * of <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, section 5.2</a>, all other paths problem
 * details (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>).
 */
public final class ErrorWriter {

    private final JsonMapper json;

    public ErrorWriter(JsonMapper json) {
        this.json = json;
    }

    /**
     * Writes an error in the format of the path that was requested.
     *
     * @param code of the RFC, for the endpoints that have such codes
     * @param description a sentence for the caller's developer
     */
    public void write(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpStatus status,
            String code,
            @Nullable String description)
            throws IOException {
        write(request.getRequestURI(), response, status, code, description);
    }

    /** As above, where the request says no longer what its path was; {@code uri} is not decoded. */
    void write(
            @Nullable String uri,
            HttpServletResponse response,
            HttpStatus status,
            String code,
            @Nullable String description)
            throws IOException {
        if (Endpoint.at(uri).map(Endpoint::kind).orElse(Kind.PROBLEM) == Kind.OAUTH) {
            writeOAuth2(response, status, code, description);
        } else {
            writeProblem(response, status, description);
        }
    }

    /** Writes an error of the protocol endpoints. */
    public void writeOAuth2(HttpServletResponse response, HttpStatus status, String code, @Nullable String description)
            throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", code);
        if (description != null) {
            body.put("error_description", description);
        }
        write(response, status, MediaType.APPLICATION_JSON_VALUE, body);
    }

    private void writeProblem(HttpServletResponse response, HttpStatus status, @Nullable String description)
            throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", status.getReasonPhrase());
        body.put("status", status.value());
        if (description != null) {
            body.put("detail", description);
        }
        write(response, status, MediaType.APPLICATION_PROBLEM_JSON_VALUE, body);
    }

    private void write(HttpServletResponse response, HttpStatus status, String contentType, Map<String, Object> body)
            throws IOException {
        response.setStatus(status.value());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentType(contentType);
        response.getOutputStream().write(json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
    }
}
