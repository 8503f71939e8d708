package dev.latchkey.core.client;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a client is told that a session ended (<a
 * href="https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRegistration">OpenID Connect Back-Channel Logout
 * 1.0, section 2.2</a>): {@code https}, or {@code http} on the loopback interface.
 */
public record LogoutUri(String value) {

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Names without a dot and under domains that are not on the Internet, and the usual addresses of own networks: of
     * RFC 1918, RFC 4193 and this machine.
     */
    private static final Pattern PRIVATE_HOST = Pattern.compile("[^.:]+|.*\\.(localhost|internal|local|lan|home\\.arpa)"
            + "|(10|127)\\..*|192\\.168\\..*|172\\.(1[6-9]|2\\d|3[01])\\..*|::1|f[cd][0-9a-f]{2}:.*");

    /**
     * Checks the syntax.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public LogoutUri {
        boolean isPage = value.startsWith("https://") || value.startsWith("http://");
        if (!isPage || RedirectUri.parse(value).isEmpty() || URI.create(value).getPort() > HIGHEST_PORT) {
            throw new IllegalArgumentException("A back-channel logout URI is https://host/path with the host in lower"
                    + " case, or http:// with localhost, 127.0.0.1 or [::1]; it has no fragment (#), no user name,"
                    + " no . or .. in its path and at most 512 characters.");
        }
    }

    /** A URI of a column or an option; empty when there is none, or the text is none that this version knows. */
    public static Optional<LogoutUri> parse(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(LogoutUri::new);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Its host as settings name it: without the brackets of an IPv6 address. */
    public String host() {
        return uri().getHost().replaceAll("[\\[\\]]", "");
    }

    /**
     * Whether its host is in the operator's own network as far as the name tells: servers ask such a host only when
     * {@code latchkey.fetch.private-hosts} lists it.
     */
    public boolean isPrivate() {
        return PRIVATE_HOST.matcher(host()).matches();
    }

    /** The same for a client of HTTP. */
    public URI uri() {
        return URI.create(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
