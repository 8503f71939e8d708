package dev.latchkey.server.metadata;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Serves one document from memory, to anybody, also while the database is down. */
public final class DocumentServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Supplier<PublishedDocument> document;
    private final String cacheControl;

    /**
     * A servlet for one document.
     *
     * @param maxAge how long anybody may keep it
     */
    public DocumentServlet(Supplier<PublishedDocument> document, Duration maxAge) {
        this.document = document;
        this.cacheControl = "public, max-age=" + maxAge.toSeconds();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        PublishedDocument current = document.get();
        response.setHeader(HttpHeaders.CACHE_CONTROL, cacheControl);
        response.setHeader(HttpHeaders.ETAG, current.etag());
        // Public by nature: a page may read it from the browser (RFC 8414 says nothing against it).
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        if (isKnown(current.etag(), request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(current.body().length);
        response.getOutputStream().write(current.body());
    }

    /** A list of tags, compared weakly: a cache that compresses makes ours weak (RFC 9110, section 13.1.2). */
    private static boolean isKnown(String etag, @Nullable String ifNoneMatch) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(String::strip)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals(etag) || tag.equals("*"));
    }
}
