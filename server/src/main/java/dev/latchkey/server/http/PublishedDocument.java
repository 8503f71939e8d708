package dev.latchkey.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** A public document that is made once and served many times. */
public final class PublishedDocument {

    private final String contentType;
    private final byte[] body;

    /** Null when compressing does not make it smaller. */
    private final byte @Nullable [] gzipped;

    private final String tag;

    private PublishedDocument(String contentType, byte[] body) {
        this.contentType = contentType;
        this.body = body;
        byte[] compressed = gzip(body);
        this.gzipped = compressed.length < body.length ? compressed : null;
        this.tag = HexFormat.of().formatHex(sha256(body), 0, 8);
    }

    /** A document of type {@code application/json}. */
    public static PublishedDocument json(String text) {
        return of(MediaType.APPLICATION_JSON_VALUE, text);
    }

    /** A document of any type; the text is sent in UTF-8. */
    public static PublishedDocument of(String contentType, String text) {
        return new PublishedDocument(contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers a GET with the document, or with 304 when the caller has it already. */
    public void serve(HttpServletRequest request, HttpServletResponse response, String cacheControl)
            throws IOException {
        byte[] sent = body;
        // Each coding has its own strong entity tag (RFC 9110, section 8.8.3).
        String etag = '"' + tag + '"';
        if (gzipped != null) {
            response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
            if (accepts("gzip", request.getHeader(HttpHeaders.ACCEPT_ENCODING))) {
                response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
                sent = gzipped;
                etag = '"' + tag + "-gzip\"";
            }
        }
        response.setHeader(HttpHeaders.CACHE_CONTROL, cacheControl);
        response.setHeader(HttpHeaders.ETAG, etag);
        // Public by nature: a page may read it from the browser (RFC 8414 says nothing against it).
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        if (isKnown(etag, request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(contentType);
        response.setContentLength(sent.length);
        response.getOutputStream().write(sent);
    }

    /**
     * A wildcard does not count: a client that does not name the coding gets the plain document (RFC 9110, section
     * 12.5.3).
     */
    private static boolean accepts(String coding, @Nullable String acceptEncoding) {
        return list(acceptEncoding)
                .map(entry -> entry.replaceAll("\\s", "").toLowerCase(Locale.ROOT))
                .anyMatch(entry ->
                        entry.equals(coding) || (entry.startsWith(coding + ";q=") && !entry.matches(".*;q=0(\\.0*)?")));
    }

    /** A list of tags, compared weakly: a cache that compresses makes ours weak (RFC 9110, section 13.1.2). */
    private static boolean isKnown(String etag, @Nullable String ifNoneMatch) {
        return list(ifNoneMatch)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals(etag) || tag.equals("*"));
    }

    private static Stream<String> list(@Nullable String header) {
        return header == null
                ? Stream.empty()
                : Arrays.stream(header.split(",", -1)).map(String::strip);
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
