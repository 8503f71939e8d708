package dev.latchkey.server.grant;

import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

/** The errors that several grants have, each with one text, so that no cause can be told from another by its words. */
public final class GrantErrors {

    private GrantErrors() {}

    public static OAuth2AuthenticationException invalidGrant() {
        return error(OAuth2ErrorCodes.INVALID_GRANT, "What was presented is not valid, or no longer.");
    }

    public static OAuth2AuthenticationException invalidScope() {
        return error(OAuth2ErrorCodes.INVALID_SCOPE, "The scope goes beyond what may be granted.");
    }

    static OAuth2AuthenticationException error(String code, String description) {
        return new OAuth2AuthenticationException(new OAuth2Error(code, description, null));
    }
}
