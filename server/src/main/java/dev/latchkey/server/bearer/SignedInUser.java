package dev.latchkey.server.bearer;

import dev.latchkey.core.family.BrowserSignIn;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.Scopes;
import java.io.Serial;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** The user whose access token came with a request; the family behind it was live a moment ago. */
public final class SignedInUser extends AbstractAuthenticationToken {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Family family;
    private final transient Scopes scopes;
    private final transient Scheme scheme;

    SignedInUser(Family family, Scopes scopes, Scheme scheme) {
        super(AuthorityUtils.NO_AUTHORITIES);
        this.family = family;
        this.scopes = scopes;
        this.scheme = scheme;
        setAuthenticated(true);
    }

    public UUID userId() {
        return family.userId();
    }

    /** The client that the token was issued to. */
    public UUID clientId() {
        return family.clientId();
    }

    public String username() {
        return family.username();
    }

    /** The {@code claims} parameter of the authorization request, as the family has it; null when there was none. */
    public @Nullable String requestedClaims() {
        BrowserSignIn browser = family.browser();
        return browser == null ? null : browser.claims();
    }

    /** For a user that was deleted, disabled or signed out since the look at the token. */
    public static InvalidBearerTokenException gone() {
        return new InvalidBearerTokenException("The access token is no longer good.");
    }

    /** The sign-in that the token came from. */
    public UUID familyId() {
        return family.id();
    }

    /**
     * Demands a scope.
     *
     * @throws InsufficientScopeException when the token lacks it
     */
    public void require(String scope) {
        if (!scopes.contains(scope)) {
            throw new InsufficientScopeException(scheme, scope);
        }
    }

    public Scopes scopes() {
        return scopes;
    }

    @Override
    public Object getPrincipal() {
        return family.username();
    }

    @Override
    public Object getCredentials() {
        return "";
    }
}
