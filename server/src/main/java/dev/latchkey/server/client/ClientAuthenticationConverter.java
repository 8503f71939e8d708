package dev.latchkey.server.client;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Finds out how a client says who it is: by HTTP Basic, by {@code client_id} and {@code client_secret} in the form, or,
 * for a public client, by {@code client_id} alone. In one way only
 * (<a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3">RFC 6749, section 2.3</a>).
 */
public final class ClientAuthenticationConverter implements AuthenticationConverter {

    private static final String BASIC = "Basic ";

    /**
     * Reads the client's credentials.
     *
     * @throws OAuth2AuthenticationException {@code invalid_client} when there are none that make sense,
     *     {@code invalid_request} when there are two kinds
     */
    @Override
    public Authentication convert(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (headers.size() > 1) {
            throw invalidRequest("There is more than one Authorization header.");
        }
        String authorization = headers.isEmpty() ? null : headers.getFirst();
        // client_id REQUIRED without Basic
        String clientId = request.getParameter(OAuth2ParameterNames.CLIENT_ID);
        // client_secret REQUIRED for a confidential client without Basic
        String clientSecret = request.getParameter(OAuth2ParameterNames.CLIENT_SECRET);
        // A client assertion is not taken here, but it is a way.
        String assertion = request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION);
        if (Stream.of(authorization, clientSecret, assertion)
                        .filter(Objects::nonNull)
                        .count()
                > 1) {
            throw invalidRequest("The client authenticates in two ways at once.");
        }
        if (authorization != null) {
            return fromHeader(authorization, clientId);
        }
        if (clientId == null) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        return clientSecret == null
                ? new OAuth2ClientAuthenticationToken(clientId, ClientAuthenticationMethod.NONE, null, null)
                : new OAuth2ClientAuthenticationToken(
                        clientId, ClientAuthenticationMethod.CLIENT_SECRET_POST, clientSecret, null);
    }

    private static Authentication fromHeader(String authorization, @Nullable String formClientId) {
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            throw invalidClient("The Authorization header is not Basic.");
        }
        String[] idAndSecret = decode(authorization.substring(BASIC.length()).strip());
        if (formClientId != null && !formClientId.equals(idAndSecret[0])) {
            throw invalidRequest("The form names another client than the Authorization header.");
        }
        return new OAuth2ClientAuthenticationToken(
                idAndSecret[0], ClientAuthenticationMethod.CLIENT_SECRET_BASIC, idAndSecret[1], null);
    }

    /** Base64, then UTF-8, then a colon, then each side form-encoded. */
    private static String[] decode(String base64) {
        try {
            String pair = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
                    .toString();
            int colon = pair.indexOf(':');
            if (colon > 0 && colon < pair.length() - 1) {
                String clientId = URLDecoder.decode(pair.substring(0, colon), StandardCharsets.UTF_8);
                String secret = URLDecoder.decode(pair.substring(colon + 1), StandardCharsets.UTF_8);
                // RFC 6749, appendix A.1: the framework would call anything else a bad request, without a challenge.
                if (clientId.chars().allMatch(c -> c >= 0x20 && c <= 0x7E)) {
                    return new String[] {clientId, secret};
                }
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw invalidClient("The Basic credentials are not encoded as RFC 6749, section 2.3.1, says.");
        }
        throw invalidClient("The Basic credentials lack a client id, which is ASCII, or a secret.");
    }

    private static OAuth2AuthenticationException invalidClient(String why) {
        return new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, why, null));
    }

    private static OAuth2AuthenticationException invalidRequest(String why) {
        return new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, why, null));
    }
}
