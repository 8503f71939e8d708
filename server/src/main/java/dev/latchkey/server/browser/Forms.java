package dev.latchkey.server.browser;

import dev.latchkey.core.jdbc.Secrets;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.page.ErrorPages;
import dev.latchkey.server.page.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the forms of the pages, and refuses forms that another site forged. */
public final class Forms {

    /** The name of the hidden field. */
    public static final String TOKEN = "token";

    /** The name of the hidden field with what the page shows and the user decides about. */
    public static final String SHOWN = "shown";

    /** The name of the hidden field with {@link #digest}. */
    public static final String DESCRIBED = "described";

    private static final int COOKIE_BYTES = 18;
    private static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9_-]{24}");

    private final Cookies cookies;
    private final KeyDirectory keys;
    private final InstantSource clock;

    public Forms(Cookies cookies, KeyDirectory keys, InstantSource clock) {
        this.cookies = cookies;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Makes a form. A browser without a form cookie gets one.
     *
     * @param action the path that it is sent to
     * @param url that path with its query
     * @param bound the query of {@link FormPlace}
     * @param session in which it is shown; null for none
     * @param familyId the id under which a token family begins when the form is sent; null when none does
     */
    public Form make(
            String action,
            String url,
            String bound,
            @Nullable SessionReference session,
            @Nullable UUID familyId,
            HttpServletRequest request,
            HttpServletResponse response) {
        String cookie = cookie(request, response);
        String token = new FormToken(session, clock.instant(), familyId)
                .write(keys.proofs(), new FormPlace(cookie, action, bound));
        return new Form(url, Map.of(TOKEN, token));
    }

    /**
     * Reads the token of a form that was sent.
     *
     * @param session in which it was sent; null for none
     * @return empty when the form is too old or of another session or generation: only show it again
     * @throws dev.latchkey.server.http.Failure 403 when it is not a form that this browser got from here
     */
    public Optional<FormToken> read(
            String action,
            String bound,
            @Nullable String token,
            @Nullable SessionReference session,
            HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin")) {
            throw ErrorPages.foreignForm();
        }
        FormToken read = cookie(request)
                .filter(cookie -> token != null)
                .flatMap(cookie -> keys.recognise(
                        proofs -> FormToken.read(proofs, new FormPlace(cookie, action, bound), String.valueOf(token))))
                .orElseThrow(ErrorPages::foreignForm);
        return Optional.of(read).filter(form -> form.isCurrent(session, clock.instant()));
    }

    /**
     * A digest of what a page shows beside {@link #SHOWN}, for a hidden field that the form is bound to: when it differs
     * from that of the same things now, the user has not seen these, and the page is shown again.
     */
    public static String digest(String... described) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(FormPlace.digest(String.join("\0", described)));
    }

    /** An id of the browser, the same while it keeps its form cookie. Empty when it has none. */
    public Optional<UUID> browser(HttpServletRequest request) {
        return cookie(request).map(cookie -> UUID.nameUUIDFromBytes(cookie.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The form cookie of the browser, which gets one if it has none. */
    String cookie(HttpServletRequest request, HttpServletResponse response) {
        return cookie(request).orElseGet(() -> {
            String fresh = Secrets.text(COOKIE_BYTES);
            cookies.write(Cookies.Name.FORM, fresh, null, response);
            return fresh;
        });
    }

    /** The form cookie of the browser. */
    Optional<String> cookie(HttpServletRequest request) {
        return cookies.read(Cookies.Name.FORM, request)
                .filter(value -> COOKIE.matcher(value).matches())
                .findFirst();
    }
}
