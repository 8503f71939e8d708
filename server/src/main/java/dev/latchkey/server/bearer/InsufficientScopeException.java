package dev.latchkey.server.bearer;

/** The access token is good, but not for this. */
public final class InsufficientScopeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String scope;

    InsufficientScopeException(String scope) {
        super("The access token lacks the scope " + scope + ".");
        this.scope = scope;
    }

    /** The scope that the token lacks. */
    public String scope() {
        return scope;
    }
}
