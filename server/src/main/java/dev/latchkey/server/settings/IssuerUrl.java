package dev.latchkey.server.settings;

import java.net.URI;

/** What an issuer may be: <a href="https://www.rfc-editor.org/rfc/rfc8414#section-2">RFC 8414, section 2</a>. */
final class IssuerUrl {

    static final String ALLOWED =
            "an http or https URL without user, query or fragment, whose host is a name of letters,"
                    + " digits, dots and hyphens (no underscore, which many clients refuse)";

    private IssuerUrl() {}

    static boolean isAllowed(URI issuer) {
        return ("http".equals(issuer.getScheme()) || "https".equals(issuer.getScheme()))
                // Java finds no host in a URL when it is not a proper one: with an underscore, or a port that is no
                // number.
                && issuer.getHost() != null
                && issuer.getPort() <= 65_535
                && issuer.getUserInfo() == null
                && issuer.getQuery() == null
                && issuer.getFragment() == null;
    }
}
