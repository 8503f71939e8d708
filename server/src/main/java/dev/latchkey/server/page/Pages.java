package dev.latchkey.server.page;

import dev.latchkey.server.settings.Logo;
import dev.latchkey.server.settings.PageSettings;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.util.function.SingletonSupplier;

/**
 * Writes pages and the files that they load. Everything is prepared when the first page is asked for, except the
 * operator's logo, whose file may be gone by then.
 */
public final class Pages {

    /** Allows nothing of another origin and no frame (CSP Level 3). */
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final String OWN_SCRIPT = "; script-src 'self'";

    private static final String OWN_FORMS = "; form-action 'self'";

    /** An image that is opened by itself is a document: an SVG could have a script. */
    private static final String ASSET_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    private final Supplier<Templates> templates;

    /**
     * The pages of one server.
     *
     * @param issuer whose path, which a proxy may have, comes before every path of this server
     * @throws IllegalArgumentException when the logo cannot be read
     */
    public Pages(URI issuer, PageSettings settings) {
        Logo logo = settings.logo() == null ? null : Logo.read(settings.logo());
        this.templates = SingletonSupplier.of(() -> new Templates(Looks.of(issuer, settings, logo)));
    }

    /** Answers a GET, HEAD or POST with a page. */
    public void write(Page page, Language language, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Utf8ByteOutput html = templates.get().render(page, language);
        response.setStatus(page.status().value());
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // Without a Cross-Origin-Opener-Policy: an app may have opened the page in a popup, and waits for its end.
        response.setHeader("Content-Security-Policy", policy(page));
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (page instanceof ErrorPage error && error.retryAfter() != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds(error.retryAfter())));
        }
        response.setContentLength(html.getContentLength());
        if (!request.getMethod().equals("HEAD")) {
            html.writeTo(response.getOutputStream());
        }
    }

    /** Writes a letter, which loads nothing and has no header but its subject. */
    public Letter.Written letter(Letter letter, Language language) {
        return templates.get().write(letter, language);
    }

    /**
     * Answers a GET or HEAD of {@code /assets/*}. During an upgrade a page of one server may ask another one for its
     * stylesheet: that one sends its own, which is not to be kept.
     */
    public void writeAsset(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        Looks looks = templates.get().looks();
        Asset asset = Stream.of(looks.stylesheet(), looks.script())
                .filter(one -> one.isOfKind(path))
                .findFirst()
                .orElse(looks.logo());
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (!asset.isOfKind(path)) {
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType(asset.contentType());
        response.setHeader(
                HttpHeaders.CACHE_CONTROL,
                path.equals(asset.path()) ? "public, max-age=31536000, immutable" : "no-store");
        response.setHeader("Content-Security-Policy", ASSET_POLICY);
        response.setContentLength(asset.content().length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(asset.content());
        }
    }

    private static String policy(Page page) {
        return POLICY + (page.hasScript() ? OWN_SCRIPT : "") + (page.leadsElsewhere() ? "" : OWN_FORMS);
    }

    private static long seconds(Duration length) {
        return length.plusMillis(999).toSeconds();
    }
}
