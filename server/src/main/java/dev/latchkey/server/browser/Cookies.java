package dev.latchkey.server.browser;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * The cookies of the pages. Their prefix keeps other hosts of the domain from setting them (<a
 * href="https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis-20#section-4.1.3.2">RFC 6265bis, section
 * 4.1.3.2</a>). With an issuer that is {@code http}, which is for one's own machine, there is no prefix and no
 * {@code Secure}: Safari would drop them.
 */
public final class Cookies {

    /** The cookies that the pages set. */
    enum Name {
        SESSION("latchkey"),
        FORM("latchkey-form"),
        /** That the password was right, between the two steps of a sign-in. */
        PROVED("latchkey-proved"),
        /** What a person came to sign in for, while a letter is under way. */
        KEPT("latchkey-request");

        private final String value;

        Name(String value) {
            this.value = value;
        }
    }

    private final boolean secure;

    /** Cookies with the prefix and {@code Secure} if the issuer is {@code https}. */
    public Cookies(URI issuer) {
        this.secure = "https".equals(issuer.getScheme());
    }

    private String name(Name name) {
        return (secure ? "__Host-" : "") + name.value;
    }

    /** The values that a browser sends: more than one when another application of the host planted one. */
    Stream<String> read(Name name, HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Stream.empty()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(name(name)))
                        .map(Cookie::getValue);
    }

    /**
     * Sets a cookie.
     *
     * @param lifetime null for one that the browser forgets when it is closed; zero to have it forget it now
     */
    void write(Name name, String value, @Nullable Duration lifetime, HttpServletResponse response) {
        ResponseCookie.ResponseCookieBuilder cookie = ResponseCookie.from(name(name), value)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax");
        if (lifetime != null) {
            cookie.maxAge(lifetime);
        }
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.build().toString());
    }
}
