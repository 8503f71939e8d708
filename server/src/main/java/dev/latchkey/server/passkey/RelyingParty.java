package dev.latchkey.server.passkey;

import dev.latchkey.core.client.Origin;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * This server, as browsers and passkeys know it. A passkey is bound to the host of the issuer for ever.
 *
 * @param id the host of the issuer
 * @param origin of the pages
 * @param name what the operator calls this service
 */
record RelyingParty(String id, String origin, String name) {

    private static final String LOCALHOST = "localhost";
    private static final Pattern ADDRESS = Pattern.compile("\\[.*|[0-9.]+");

    /** Empty where browsers refuse passkeys: without TLS, except on one's own machine, and where the host is no name. */
    static Optional<RelyingParty> of(URI issuer, String name) {
        String host = issuer.getHost().toLowerCase(Locale.ROOT);
        boolean secure = "https".equals(issuer.getScheme()) || host.equals(LOCALHOST);
        return secure && !ADDRESS.matcher(host).matches()
                ? Optional.of(new RelyingParty(host, Origin.of(issuer).value(), name))
                : Optional.empty();
    }
}
