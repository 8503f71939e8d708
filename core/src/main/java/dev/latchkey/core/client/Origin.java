package dev.latchkey.core.client;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A web page's origin as a browser writes it into the {@code Origin} header
 * (<a href="https://www.rfc-editor.org/rfc/rfc6454#section-6.2">RFC 6454, section 6.2</a>). Two are the same when their
 * texts are.
 *
 * @param value like {@code https://app.example} or {@code http://localhost:8000}
 */
public record Origin(String value) {

    private static final Pattern SYNTAX =
            Pattern.compile("[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[1-9][0-9]{0,4})?");

    /** With these no browser's header would ever be equal. */
    private static final Pattern DEFAULT_PORT = Pattern.compile("http://.*:80|https://.*:443");

    /**
     * Checks the syntax.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public Origin {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "An origin is scheme://host or scheme://host:port in lower case, without a path, like https://app.example.");
        }
        if (DEFAULT_PORT.matcher(value).matches()) {
            throw new IllegalArgumentException("Browsers leave the default port out of an origin.");
        }
    }

    /** An origin; empty when the text is none. */
    public static Optional<Origin> parse(String text) {
        try {
            return Optional.of(new Origin(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The origin of a page at this URL, which has a host. */
    public static Origin of(URI url) {
        return at(
                (url.getScheme() + "://" + url.getHost()).toLowerCase(Locale.ROOT),
                url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    /** The origin of pages at this host; the port is empty or begins with a colon. */
    static Origin at(String schemeAndHost, String port) {
        boolean plain = DEFAULT_PORT.matcher(schemeAndHost + port).matches();
        return new Origin(plain ? schemeAndHost : schemeAndHost + port);
    }

    @Override
    public String toString() {
        return value;
    }
}
