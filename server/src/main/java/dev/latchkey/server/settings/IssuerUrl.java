package dev.latchkey.server.settings;

import java.net.URI;
import java.util.Locale;

/** What an issuer may be: <a href="https://www.rfc-editor.org/rfc/rfc8414#section-2">RFC 8414, section 2</a>. */
final class IssuerUrl {

    static final String ALLOWED =
            "an http or https URL without user, query or fragment, whose host is a name of letters,"
                    + " digits, dots and hyphens in lower case (no underscore, which many clients refuse),"
                    + " and whose path has only ASCII characters and no empty part, . or ..";

    private IssuerUrl() {}

    static boolean isAllowed(URI issuer) {
        return ("http".equals(issuer.getScheme()) || "https".equals(issuer.getScheme()))
                // Java finds no host in a URL when it is not a proper one: with an underscore, or a port that is no
                // number.
                && issuer.getHost() != null
                && issuer.getPort() <= 65_535
                && isAsBrowsersWriteIt(issuer)
                && issuer.getUserInfo() == null
                && issuer.getQuery() == null
                && issuer.getFragment() == null;
    }

    /**
     * Clients compare the issuer character by character, and browsers write the URL of a page in their own way: an issuer
     * that they write differently has passkeys, forms and redirects that do not fit.
     */
    private static boolean isAsBrowsersWriteIt(URI issuer) {
        String port = issuer.getPort() == -1 ? "" : ":" + issuer.getPort();
        return (issuer.getHost().toLowerCase(Locale.ROOT) + port).equals(issuer.getRawAuthority())
                && issuer.normalize().toString().equals(issuer.toString())
                && issuer.toASCIIString().equals(issuer.toString());
    }
}
