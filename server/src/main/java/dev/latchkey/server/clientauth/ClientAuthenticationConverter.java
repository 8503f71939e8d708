package dev.latchkey.server.clientauth;

import dev.latchkey.core.client.ClientUrl;
import dev.latchkey.server.http.Endpoint;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Reads the credentials of a client: HTTP Basic, {@code client_id} and {@code client_secret} in the form, a {@code
 * client_assertion} in the form, of the client or of an issuer that it trusts, or {@code client_id} alone, for a public client and for one with a certificate. A request may use only one of these (<a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3">RFC 6749, section 2.3</a>). An empty secret is no secret.
 */
public final class ClientAuthenticationConverter implements AuthenticationConverter {

    private static final String BASIC = "Basic ";

    private final ClientCertificates certificates;

    public ClientAuthenticationConverter(ClientCertificates certificates) {
        this.certificates = certificates;
    }

    /** Reads the client's credentials; an {@link UnreadableClient} when there are none that make sense. */
    @Override
    public Authentication convert(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (headers.size() > 1) {
            return invalidRequest("The headers have credentials more than once.");
        }
        String authorization = headers.isEmpty() ? null : headers.getFirst();
        // client_id REQUIRED without Basic
        String clientId = request.getParameter(OAuth2ParameterNames.CLIENT_ID);
        // client_secret REQUIRED for a confidential client without Basic
        String clientSecret = request.getParameter(OAuth2ParameterNames.CLIENT_SECRET);
        // client_assertion REQUIRED for a client that authenticates by a key
        String assertion = request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION);
        if (Stream.of(authorization, clientSecret, assertion)
                        .filter(Objects::nonNull)
                        .count()
                > 1) {
            return invalidRequest("The client authenticates in two ways at once.");
        }
        if (authorization != null) {
            return fromHeader(authorization, clientId);
        }
        if (assertion != null) {
            return fromAssertion(request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION_TYPE), assertion, clientId);
        }
        if (clientId == null) {
            return invalidClient("The request has no client_id and no Basic credentials.");
        }
        if (!isClientId(clientId)) {
            return invalidClient("The client_id is not printable ASCII.");
        }
        if (clientSecret != null) {
            return ClaimedClient.withSecret(clientId, ClientAuthenticationMethod.CLIENT_SECRET_POST, clientSecret);
        }
        // As at the authorization endpoint: a client that no user has approved yet has no row.
        return ClientUrl.isMeant(clientId) && Endpoint.PUSHED_REQUEST.path().equals(request.getRequestURI())
                ? ClaimedClient.described(clientId)
                : ClaimedClient.named(clientId, certificates.chain(request));
    }

    private static Authentication fromAssertion(@Nullable String type, String text, @Nullable String formClientId) {
        // client_assertion_type REQUIRED (RFC 7521, section 4.2)
        if (!Assertion.TYPE.equals(type)) {
            return invalidClient("The client_assertion_type is not " + Assertion.TYPE + ".");
        }
        Optional<Assertion> assertion = Assertion.parse(text);
        if (assertion.isEmpty()) {
            return invalidClient(
                    "The client_assertion is no signed JWT with a sub, or a text in it has a NUL character or half a surrogate pair.");
        }
        // client_id REQUIRED with the JWT of another issuer, which does not know the names of clients here
        if (formClientId != null && assertion.get().isOfOther()) {
            return isClientId(formClientId)
                    ? ClaimedClient.federated(formClientId, assertion.get())
                    : invalidClient("The client_id is not printable ASCII.");
        }
        if (!isClientId(assertion.get().subject())) {
            return invalidClient("The client_assertion has no client id as its sub.");
        }
        if (formClientId != null && !formClientId.equals(assertion.get().subject())) {
            return invalidClient("The form names another client than the client_assertion.");
        }
        return ClaimedClient.withAssertion(assertion.get());
    }

    private static Authentication fromHeader(String authorization, @Nullable String formClientId) {
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return invalidClient("The credentials in the header are not Basic.");
        }
        String pair = decode(authorization.substring(BASIC.length()).strip());
        int colon = pair == null ? -1 : pair.indexOf(':');
        if (pair == null || colon < 0) {
            return invalidClient("The Basic credentials are not base64 of UTF-8 text with a colon.");
        }
        String clientId;
        String secret;
        try {
            clientId = URLDecoder.decode(pair.substring(0, colon), StandardCharsets.UTF_8);
            secret = URLDecoder.decode(pair.substring(colon + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return invalidClient("The Basic credentials are not form-encoded as RFC 6749, section 2.3.1, says.");
        }
        if (!isClientId(clientId)) {
            return invalidClient("The client id in the Basic credentials is empty or not printable ASCII.");
        }
        if (formClientId != null && !formClientId.equals(clientId)) {
            return invalidRequest("The form names another client than the header.");
        }
        // Common libraries send an empty secret for a public client, which has none.
        return secret.isEmpty()
                ? ClaimedClient.named(clientId, List.of())
                : ClaimedClient.withSecret(clientId, ClientAuthenticationMethod.CLIENT_SECRET_BASIC, secret);
    }

    /** Base64, then UTF-8; null when it is not. */
    private static @Nullable String decode(String base64) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    /** RFC 6749, appendix A.1. The framework fails on blank ids and has no challenge for the other ones. */
    private static boolean isClientId(String text) {
        return !text.isBlank() && text.chars().allMatch(c -> c >= 0x20 && c <= 0x7E);
    }

    private static UnreadableClient invalidClient(String why) {
        return new UnreadableClient(OAuth2ErrorCodes.INVALID_CLIENT, why);
    }

    private static UnreadableClient invalidRequest(String why) {
        return new UnreadableClient(OAuth2ErrorCodes.INVALID_REQUEST, why);
    }
}
