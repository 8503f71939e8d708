package dev.latchkey.server.user;

/** The access token is good, but not for this. */
final class InsufficientScopeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String scope;

    InsufficientScopeException(String scope) {
        super("The access token lacks the scope " + scope + ".");
        this.scope = scope;
    }

    String scope() {
        return scope;
    }
}
