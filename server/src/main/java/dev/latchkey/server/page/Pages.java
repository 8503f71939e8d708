package dev.latchkey.server.page;

import dev.latchkey.server.settings.Logo;
import dev.latchkey.server.settings.PageSettings;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.util.function.SingletonSupplier;

/**
 * Writes pages and what they load. Nothing is read or computed before the first of them is asked for, but for the
 * operator's logo: its file may be gone by then.
 */
public final class Pages {

    /** No script, nothing of another origin, no frame (CSP Level 3). */
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final String OWN_FORMS = POLICY + "; form-action 'self'";

    /** An image that is opened by itself is a document: an SVG could have a script. */
    private static final String ASSET_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    private static final int TYPICAL_BYTES = 6_000;

    private final Supplier<Looks> looks;

    /**
     * The pages of one server.
     *
     * @param issuer whose path, which a proxy may have, comes before every path of this server
     * @throws IllegalArgumentException when the logo cannot be read
     */
    public Pages(URI issuer, PageSettings settings) {
        Logo logo = settings.logo() == null ? null : Logo.read(settings.logo());
        this.looks = SingletonSupplier.of(() -> Looks.of(issuer, settings, logo));
    }

    /** Answers a GET, HEAD or POST with a page. */
    public void write(Page page, Language language, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Utf8ByteOutput html = render(page, language);
        response.setStatus(page.status().value());
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // Without a Cross-Origin-Opener-Policy: an app may have opened the page in a popup, and waits for its end.
        response.setHeader("Content-Security-Policy", page.leadsElsewhere() ? POLICY : OWN_FORMS);
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

    /**
     * Answers a GET or HEAD of {@code /assets/*}. During an upgrade a page of one server may ask another one for its
     * stylesheet: that one sends its own, which is not to be kept.
     */
    public void writeAsset(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        Asset stylesheet = looks.get().stylesheet();
        Asset logo = looks.get().logo();
        Asset asset = stylesheet.isOfKind(path) ? stylesheet : logo;
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

    private static long seconds(Duration length) {
        return length.plusMillis(999).toSeconds();
    }

    /** Names the templates as the classes that they become, so that the compiler finds a missing or wrong parameter. */
    // There is no interceptor, which the generated classes take to be null.
    @SuppressWarnings("NullAway")
    private Utf8ByteOutput render(Page page, Language language) {
        Utf8ByteOutput html = new Utf8ByteOutput(TYPICAL_BYTES);
        HtmlTemplateOutput out = new OwaspHtmlTemplateOutput(html);
        View view = new View(looks.get(), Words.in(language));
        switch (page) {
            case SignInPage shown -> JteSignInPageGenerated.render(out, null, shown, view);
            case ConsentPage shown -> JteConsentPageGenerated.render(out, null, shown, view);
            case ErrorPage shown -> JteErrorPageGenerated.render(out, null, shown, view);
            case SignedOutPage shown -> JteSignedOutPageGenerated.render(out, null, shown, view);
            case SignOutQuestionPage shown -> JteSignOutQuestionPageGenerated.render(out, null, shown, view);
            case HomePage shown -> JteHomePageGenerated.render(out, null, shown, view);
            case DemoResultPage shown -> JteDemoResultPageGenerated.render(out, null, shown, view);
        }
        return html;
    }
}
