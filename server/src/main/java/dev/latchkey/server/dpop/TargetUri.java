package dev.latchkey.server.dpop;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code htu} of a proof. It is compared after normalisation (RFC 3986, section 6.2.2 and 6.2.3), and without query and
 * fragment (<a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.3">RFC 9449, section 4.3</a>).
 */
final class TargetUri {

    private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

    private TargetUri() {}

    /** Whether both name the same resource. */
    static boolean isSame(String htu, String expected) {
        // Nearly always the same text.
        return htu.equals(expected)
                || normalised(htu)
                        .filter(text -> text.equals(normalised(expected).orElse(null)))
                        .isPresent();
    }

    /** The one spelling of a URL; empty when it is none with http or https. */
    static Optional<String> normalised(String text) {
        URI uri;
        try {
            uri = new URI(text).normalize();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        String host = uri.getHost();
        String scheme = lower(uri.getScheme());
        if (host == null || uri.getRawUserInfo() != null || !(scheme.equals("http") || scheme.equals("https"))) {
            return Optional.empty();
        }
        String path = uri.getRawPath().isEmpty() ? "/" : decoded(uri.getRawPath());
        return Optional.of(scheme + "://" + lower(host) + port(uri.getPort(), scheme) + path);
    }

    private static String port(int port, String scheme) {
        boolean plain = port < 0 || port == (scheme.equals("https") ? 443 : 80);
        return plain ? "" : ":" + port;
    }

    /** Unreserved characters stand for themselves; other octets have upper-case digits. */
    private static String decoded(String path) {
        return ENCODED.matcher(path).replaceAll(found -> {
            char c = (char) Integer.parseInt(found.group(1), 16);
            boolean unreserved = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            return unreserved ? Character.toString(c) : found.group().toUpperCase(Locale.ROOT);
        });
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
