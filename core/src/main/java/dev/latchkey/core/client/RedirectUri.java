package dev.latchkey.core.client;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a client may have a browser sent back to (<a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2">RFC 6749,
 * section 3.1.2</a>): {@code https}, {@code http} on the loopback interface, or a scheme that is a domain name backwards,
 * like {@code com.example.app:/callback}.
 */
public record RedirectUri(String value) {

    /** In characters. */
    private static final int MAX_LENGTH = 512;

    private static final String REST = "(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*";
    private static final String PORT = "(?::([1-9][0-9]{0,4}))?";

    private static final Pattern HTTPS = Pattern.compile(
            "https://(?:(?:[a-z0-9-]+\\.)*[a-z0-9-]+|\\[[0-9a-f:.]+])" + PORT + "(?:[/?]" + REST + ")?");

    /** Host, port, everything after that. */
    private static final Pattern LOOPBACK =
            Pattern.compile("http://(localhost|127\\.0\\.0\\.1|\\[::1])" + PORT + "((?:[/?]" + REST + ")?)");

    /** RFC 8252, section 7.1. */
    private static final Pattern PRIVATE = Pattern.compile("[a-z][a-z0-9+-]*(?:\\.[a-z0-9+-]+)+:/" + REST);

    /** Scheme and host, port. */
    private static final Pattern PAGE = Pattern.compile("(https?://(?:\\[[^]]*]|[^/?:]*))((?::[0-9]+)?).*");

    private static final Pattern SCRIPT = Pattern.compile("(?i)(javascript|vbscript|data|blob|file|about):.*");

    /** Also in a form that a server of the client may decode. */
    private static final Pattern DOTS = Pattern.compile("(?i)[^?]*/(\\.|%2e){1,2}([/?].*)?");

    /**
     * Checks the syntax.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public RedirectUri {
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("A redirect URI has at most " + MAX_LENGTH + " characters.");
        }
        if (value.indexOf('#') >= 0) {
            throw new IllegalArgumentException("A redirect URI has no fragment (#).");
        }
        if (SCRIPT.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "A redirect URI is no script, and nothing that a browser shows by itself.");
        }
        if (!HTTPS.matcher(value).matches()
                && !LOOPBACK.matcher(value).matches()
                && !PRIVATE.matcher(value).matches()) {
            throw new IllegalArgumentException("A redirect URI is https://host/path with the host in lower case,"
                    + " http:// only with localhost, 127.0.0.1 or [::1],"
                    + " or begins with a domain name backwards, like com.example.app:/callback.");
        }
        if (DOTS.matcher(value).matches()) {
            throw new IllegalArgumentException("A redirect URI has no . or .. in its path.");
        }
    }

    /** A redirect URI; empty when the text is none. */
    public static Optional<RedirectUri> parse(String text) {
        try {
            return Optional.of(new RedirectUri(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a request may have the browser sent to {@code requested}: it must be this text, character by character (RFC
     * 9700, section 4.1.3). Only an app that listens on the loopback interface gets its port from the operating system, so
     * any port is right there (RFC 8252, section 7.3); with {@code localhost}, which that section advises against, if this
     * URI has no port.
     */
    public boolean matches(String requested) {
        if (requested.equals(value)) {
            return true;
        }
        Matcher own = LOOPBACK.matcher(value);
        Matcher other = LOOPBACK.matcher(requested.length() > MAX_LENGTH + 6 ? "" : requested);
        return own.matches()
                && other.matches()
                && own.group(1).equals(other.group(1))
                && own.group(3).equals(other.group(3))
                && hasFreePort(own)
                && isPort(other.group(2));
    }

    private static boolean hasFreePort(Matcher own) {
        return !own.group(1).equals("localhost") || own.group(2) == null;
    }

    private static boolean isPort(@Nullable String port) {
        return port == null || Integer.parseInt(port) <= 65_535;
    }

    /** The origin of the page that it is; empty when it opens an app by a scheme of its own. */
    public Optional<Origin> origin() {
        Matcher page = PAGE.matcher(value);
        return page.matches() ? Optional.of(Origin.at(page.group(1), page.group(2))) : Optional.empty();
    }

    /** Whether it is on the loopback interface or opens an app by a scheme of its own: any program may take it. */
    public boolean isOnDevice() {
        return !value.startsWith("https:");
    }

    @Override
    public String toString() {
        return value;
    }
}
