package dev.latchkey.server.grant;

import java.util.List;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

/**
 * The errors of the grants (<a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, section 5.2</a>). Each
 * has one text for all of its causes, so that a caller cannot tell the causes apart.
 */
public final class GrantErrors {

    static final String INVALID_TARGET = "invalid_target";

    private GrantErrors() {}

    /** {@code invalid_grant} for a sign-in: the same text for an unknown user, a wrong password and a disabled user. */
    public static OAuth2AuthenticationException invalidSignIn() {
        return error(OAuth2ErrorCodes.INVALID_GRANT, "The username or the password is wrong, or the user is disabled.");
    }

    /**
     * {@code invalid_grant} for a user whose password was right and is not enough. The sign-in page tells as much after a
     * right password.
     */
    public static OAuth2AuthenticationException secondFactor() {
        return error(
                OAuth2ErrorCodes.INVALID_GRANT,
                "The sign-in needs a second factor, which this grant cannot ask for. Use the authorization code grant.");
    }

    /** {@code invalid_grant} for a refresh: the same text for a forged, expired, replayed and revoked token. */
    public static OAuth2AuthenticationException invalidRefreshToken() {
        return error(OAuth2ErrorCodes.INVALID_GRANT, "The refresh token is invalid, expired or revoked.");
    }

    /** {@code invalid_grant} for a code: the same text for a forged, expired, used and foreign code, and a wrong verifier. */
    public static OAuth2AuthenticationException invalidCode() {
        return error(
                OAuth2ErrorCodes.INVALID_GRANT,
                "The authorization code is invalid, expired or used, or belongs to another request.");
    }

    /** {@code invalid_grant} for a device code: the same text for a forged, foreign and used code, and one that ended. */
    public static OAuth2AuthenticationException invalidDeviceCode() {
        return error(
                OAuth2ErrorCodes.INVALID_GRANT, "The device code is invalid or used, or belongs to another client.");
    }

    /**
     * {@code invalid_request} for the token of an exchange (<a href="https://www.rfc-editor.org/rfc/rfc8693#section-2.2.2">RFC
     * 8693, section 2.2.2</a>): the same text for a forged, expired, revoked and foreign token.
     */
    public static OAuth2AuthenticationException invalidSubjectToken() {
        return invalidRequest("The subject_token is no access token of this server that is good, or was not made for a"
                + " resource that this client serves.");
    }

    /** {@code invalid_request}: the request itself is wrong. */
    public static OAuth2AuthenticationException invalidRequest(String why) {
        return error(OAuth2ErrorCodes.INVALID_REQUEST, why);
    }

    /** {@code invalid_target}: the client gets no token for what it asks for. */
    public static OAuth2AuthenticationException invalidTarget(String why) {
        return error(INVALID_TARGET, why);
    }

    // RFC 8628, section 3.5

    /** {@code authorization_pending}: ask again later. */
    public static OAuth2AuthenticationException authorizationPending() {
        return error("authorization_pending", "The user has not decided yet.");
    }

    /** {@code slow_down}: ask again later, and less often from now on. */
    public static OAuth2AuthenticationException slowDown() {
        return error("slow_down", "The user has not decided yet. Wait 5 seconds longer between requests from now on.");
    }

    /** {@code access_denied}: the user refused. */
    public static OAuth2AuthenticationException deviceDenied() {
        return error(OAuth2ErrorCodes.ACCESS_DENIED, "The user refused.");
    }

    /** {@code expired_token}: begin again. */
    public static OAuth2AuthenticationException deviceExpired() {
        return error("expired_token", "The device code has expired.");
    }

    /** {@code invalid_scope}: the client, the user or the session does not have a scope that was requested. */
    public static OAuth2AuthenticationException invalidScope() {
        return error(OAuth2ErrorCodes.INVALID_SCOPE, "The scope goes beyond what may be granted.");
    }

    /**
     * {@code invalid_target}: <a href="https://www.rfc-editor.org/rfc/rfc8707#section-2">RFC 8707, section 2</a>.
     *
     * @param uris which a request names; the sign-in was not for all of them
     */
    public static OAuth2AuthenticationException invalidTarget(List<String> uris) {
        return error(
                INVALID_TARGET,
                "The sign-in was for other resources. The request names: " + String.join(" ", uris) + ".");
    }

    static OAuth2AuthenticationException error(String code, String description) {
        return new OAuth2AuthenticationException(new OAuth2Error(code, description, null));
    }
}
