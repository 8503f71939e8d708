package dev.latchkey.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.springframework.web.util.UriUtils;

/** The paths of the server. */
public final class Endpoints {

    /** <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.2">RFC 6749, section 3.2</a>. */
    public static final String TOKEN = "/oauth2/token";

    /** <a href="https://www.rfc-editor.org/rfc/rfc7009#section-2">RFC 7009, section 2</a>. */
    public static final String REVOCATION = "/oauth2/revoke";

    /** <a href="https://www.rfc-editor.org/rfc/rfc7662#section-2">RFC 7662, section 2</a>. */
    public static final String INTROSPECTION = "/oauth2/introspect";

    /** <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5</a>. */
    public static final String JWK_SET = "/oauth2/jwks";

    /** <a href="https://www.rfc-editor.org/rfc/rfc8414#section-3">RFC 8414, section 3</a>. */
    public static final String METADATA = "/.well-known/oauth-authorization-server";

    /** OpenID Connect Discovery 1.0, section 4. */
    public static final String OPENID_CONFIGURATION = "/.well-known/openid-configuration";

    /**
     * The aggregation of all Status Lists, and the beginning of the path of each: <a
     * href="https://datatracker.ietf.org/doc/html/draft-ietf-oauth-status-list-21">draft-ietf-oauth-status-list-21</a>.
     */
    public static final String STATUS_LISTS = "/status-lists";

    private static final Set<String> PROTOCOL = Set.of(TOKEN, REVOCATION, INTROSPECTION);

    private Endpoints() {}

    /** Whether this path, as it is in the request line, is that of an endpoint whose errors have the codes of RFC 6749. */
    public static boolean isProtocol(String uri) {
        int parameters = uri.indexOf(';');
        String path = parameters < 0 ? uri : uri.substring(0, parameters);
        try {
            return PROTOCOL.contains(UriUtils.decode(path, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
