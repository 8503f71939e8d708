package dev.latchkey.server.grant;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.token.IssuedTokens;

/** A grant of the token endpoint. The checks that all grants share are done before {@link #grant} is called. */
public interface Grant {

    GrantType type();

    /**
     * Decides a request.
     *
     * @throws org.springframework.security.oauth2.core.OAuth2AuthenticationException with the error that the RFC names
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    IssuedTokens grant(GrantRequest request);
}
