package dev.latchkey.core.client;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a client is told that a session ended (<a
 * href="https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRegistration">OpenID Connect Back-Channel Logout
 * 1.0, section 2.2</a>): {@code https}, or {@code http} on the loopback interface.
 */
public record LogoutUri(String value) {

    private static final int HIGHEST_PORT = 65_535;

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
    static Optional<LogoutUri> parse(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(LogoutUri::new);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
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
