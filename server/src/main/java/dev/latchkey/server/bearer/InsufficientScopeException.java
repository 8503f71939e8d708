package dev.latchkey.server.bearer;

import dev.latchkey.server.http.Failure;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** The access token is good, but not for this: 403. */
public final class InsufficientScopeException extends Failure {

    private static final long serialVersionUID = 1L;

    private static final String CODE = "insufficient_scope";

    InsufficientScopeException(Scheme scheme, String scope) {
        this(scheme, scope, "The access token lacks the scope " + scope + ".");
    }

    private InsufficientScopeException(Scheme scheme, String scope, String why) {
        super(HttpStatus.FORBIDDEN, CODE, why);
        with(HttpHeaders.WWW_AUTHENTICATE, scheme.challenge(CODE, why, scope));
    }
}
