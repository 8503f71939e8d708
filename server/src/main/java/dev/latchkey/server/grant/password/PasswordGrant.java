package dev.latchkey.server.grant.password;

import dev.latchkey.core.account.Username;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.NewFamily;
import dev.latchkey.core.family.Restrictions;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.family.TokenFamilies;
import dev.latchkey.server.authn.SignIn;
import dev.latchkey.server.authn.SignInOutcome.Authenticated;
import dev.latchkey.server.authn.SignInOutcome.Refusal;
import dev.latchkey.server.authn.SignInOutcome.Refused;
import dev.latchkey.server.dpop.ProofVerifier;
import dev.latchkey.server.grant.Grant;
import dev.latchkey.server.grant.GrantErrors;
import dev.latchkey.server.grant.GrantRequest;
import dev.latchkey.server.token.IssuedTokens;
import dev.latchkey.server.token.Issuer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user signs in with a name and a password: <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.3">RFC 6749,
 * section 4.3</a>. Unknown, wrong and disabled cost the same, count the same and look the same.
 */
public final class PasswordGrant implements Grant {

    private static final Scopes GROUPS = Scopes.of(List.of(Scopes.GROUPS));

    private static final Logger LOG = LoggerFactory.getLogger(PasswordGrant.class);

    private final SignIn signIn;
    private final TokenFamilies families;
    private final Issuer issuer;
    private final ProofVerifier proofs;
    private final boolean factorRequired;

    /** {@code factorRequired} says that a password is not enough for any user, so that this grant signs in none. */
    public PasswordGrant(
            SignIn signIn, TokenFamilies families, Issuer issuer, ProofVerifier proofs, boolean factorRequired) {
        this.signIn = signIn;
        this.families = families;
        this.issuer = issuer;
        this.proofs = proofs;
        this.factorRequired = factorRequired;
    }

    @Override
    public GrantType type() {
        return GrantType.PASSWORD;
    }

    @Override
    public IssuedTokens grant(GrantRequest request) {
        // username REQUIRED
        String username = request.required("username");
        // password REQUIRED
        String password = request.required("password");
        Client client = request.client();
        Authenticated user = switch (signIn.byPassword(
                username, password, client, request.sender().address())) {
            case Authenticated authenticated -> authenticated;
            case Refused(Refusal reason) -> throw refuse(username, client, reason);
        };
        if (user.needsFactor() || factorRequired) {
            log(username, client, "a password is not enough to sign in");
            throw GrantErrors.secondFactor();
        }
        Scopes scopes = request.targets().ofGrant(grantedScopes(request, user));
        proofs.spend(request.proof());
        Family family = families.begin(newFamily(request, user, scopes))
                .orElseThrow(() -> refuse(username, client, Refusal.ACCOUNT_CHANGED));
        return issuer.issue(client, family, scopes, request.confirmation());
    }

    /**
     * Requested ∩ client's ∩ user's; none requested means all of those, anything outside is an error. Of the scopes that no user
     * has or lacks, a client gets the groups of the user, for its access tokens.
     */
    private static Scopes grantedScopes(GrantRequest request, Authenticated user) {
        Scopes available = request.client().scopes().intersect(user.scopes().with(GROUPS, Scopes.NONE));
        Scopes requested = request.requestedScopes().orElse(available);
        if (!available.containsAll(requested)) {
            throw GrantErrors.invalidScope();
        }
        return requested;
    }

    private static NewFamily newFamily(GrantRequest request, Authenticated user, Scopes scopes) {
        Client client = request.client();
        return new NewFamily(
                user.userId(),
                user.credentialVersion(),
                client.id(),
                GrantType.PASSWORD.value(),
                scopes,
                client.familyLifetime(),
                client.familyIdleTime(),
                request.sender().address(),
                request.sender().userAgent(),
                new Restrictions(request.targets().uris(), request.refreshKey()));
    }

    private static RuntimeException refuse(String username, Client client, Refusal reason) {
        log(username, client, reason);
        return GrantErrors.invalidSignIn();
    }

    private static void log(String username, Client client, Object reason) {
        // No username is longer, and a caller must not fill the log.
        String name =
                username.length() > Username.MAX_LENGTH ? username.substring(0, Username.MAX_LENGTH) + "…" : username;
        LOG.info("Refused a sign-in of '{}' through client '{}': {}", name, client.clientId(), reason);
    }
}
