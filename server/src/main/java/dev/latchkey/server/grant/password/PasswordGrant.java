package dev.latchkey.server.grant.password;

import dev.latchkey.core.account.Credentials;
import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.credential.GivenPassword;
import dev.latchkey.core.credential.HashBounds;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.NewFamily;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.family.TokenFamilies;
import dev.latchkey.server.authn.PasswordHasher;
import dev.latchkey.server.authn.PasswordHasher.Verification;
import dev.latchkey.server.grant.Grant;
import dev.latchkey.server.grant.GrantErrors;
import dev.latchkey.server.grant.GrantRequest;
import dev.latchkey.server.grant.GrantedTokens;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.token.AccessTokens;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user signs in with a name and a password: <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.3">RFC 6749,
 * section 4.3</a>. Unknown, wrong and disabled cost the same, count the same and look the same.
 */
public final class PasswordGrant implements Grant {

    private static final Logger LOG = LoggerFactory.getLogger(PasswordGrant.class);

    private final Users users;
    private final PasswordHasher hasher;
    private final Limits limits;
    private final TokenFamilies families;
    private final KeyDirectory keys;
    private final AccessTokens accessTokens;

    public PasswordGrant(
            Users users,
            PasswordHasher hasher,
            Limits limits,
            TokenFamilies families,
            KeyDirectory keys,
            AccessTokens accessTokens) {
        this.users = users;
        this.hasher = hasher;
        this.limits = limits;
        this.families = families;
        this.keys = keys;
        this.accessTokens = accessTokens;
    }

    @Override
    public GrantType type() {
        return GrantType.PASSWORD;
    }

    @Override
    public GrantedTokens grant(GrantRequest request) {
        // username REQUIRED
        String username = request.required("username");
        // password REQUIRED
        String password = request.required("password");
        Credentials credentials = authenticate(username, password, request);
        Scopes scopes = grantedScopes(request, credentials);
        Family family = families.begin(newFamily(request, credentials, scopes))
                .orElseThrow(() -> refuse(username, request.client(), "the account changed during the sign-in"));
        Client client = request.client();
        return new GrantedTokens(
                accessTokens.issue(client, family, scopes),
                client.mayUse(GrantType.REFRESH_TOKEN)
                        ? keys.refreshTokens().issue(family.id(), family.generation(), client.id())
                        : null);
    }

    private Credentials authenticate(String username, String password, GrantRequest request) {
        return attempt(username, password, request)
                // Somebody else was faster at storing another hash, of this password or of a new one: look again, once.
                .or(() -> attempt(username, password, request))
                .orElseThrow(() -> refuse(username, request.client(), "the account changed during the sign-in"));
    }

    /** Empty when the stored hash was replaced while this one was verified. */
    private Optional<Credentials> attempt(String username, String password, GrantRequest request) {
        Client client = request.client();
        GivenPassword given;
        try {
            given = GivenPassword.of(password);
        } catch (InvalidValueException e) {
            // No account has such a password; this says nothing about the account.
            throw refuse(username, client, "the password is too long or not text");
        }
        Optional<Credentials> found = find(username);
        Verification verification = hasher.verify(
                given,
                Limits.normalise(username),
                found.map(Credentials::passwordHash).orElse(null),
                found.isPresent() && !found.get().disabled(),
                limits.signIn(
                        username,
                        found.map(Credentials::userId).orElse(null),
                        client,
                        request.origin().address()));
        if (found.isEmpty()) {
            throw refuse(username, client, "there is no such user");
        }
        Credentials credentials = found.get();
        reportUnverifiable(credentials, verification.verdict());
        if (!verification.matches()) {
            throw refuse(username, client, "the password is wrong");
        }
        if (credentials.disabled()) {
            throw refuse(username, client, "the user is disabled");
        }
        return rehashed(credentials, verification);
    }

    private static void reportUnverifiable(Credentials credentials, Passwords.Verdict verdict) {
        if (verdict == Passwords.Verdict.MALFORMED) {
            LOG.error(
                    "The password hash of user {} is not one that can be verified; set a new password",
                    credentials.userId());
        } else if (verdict == Passwords.Verdict.TOO_COSTLY) {
            LOG.error(
                    "The password hash of user {} costs more than {} allows; raise that, or set a new password",
                    credentials.userId(),
                    HashBounds.SETTING);
        }
    }

    private Optional<Credentials> find(String username) {
        try {
            return users.findCredentials(new Username(username));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    /** Stores the better hash, if there is one; empty when what is stored is no longer what was verified. */
    private Optional<Credentials> rehashed(Credentials credentials, Verification verification) {
        String oldHash = credentials.passwordHash();
        String newHash = verification.betterHash();
        if (oldHash == null || newHash == null) {
            return Optional.of(credentials);
        }
        return users.rehash(credentials.userId(), oldHash, newHash)
                ? Optional.of(new Credentials(
                        credentials.userId(),
                        credentials.username(),
                        credentials.scopes(),
                        newHash,
                        credentials.disabled()))
                : Optional.empty();
    }

    /** Requested ∩ client's ∩ user's; none requested means all of those, anything outside is an error. */
    private static Scopes grantedScopes(GrantRequest request, Credentials credentials) {
        Scopes available = request.client().scopes().intersect(credentials.scopes());
        Scopes requested = request.requestedScopes().orElse(available);
        if (!available.containsAll(requested)) {
            throw GrantErrors.invalidScope();
        }
        return requested;
    }

    private static NewFamily newFamily(GrantRequest request, Credentials credentials, Scopes scopes) {
        Client client = request.client();
        boolean refreshable = client.mayUse(GrantType.REFRESH_TOKEN);
        return new NewFamily(
                credentials.userId(),
                Objects.requireNonNull(credentials.passwordHash()),
                client.id(),
                GrantType.PASSWORD.value(),
                scopes,
                // Without refresh tokens nothing outlives the one access token.
                refreshable
                        ? client.lifetimes().refreshToken()
                        : client.lifetimes().accessToken(),
                refreshable
                        ? client.lifetimes().refreshIdle()
                        : client.lifetimes().accessToken(),
                request.origin().address(),
                request.origin().userAgent());
    }

    private static RuntimeException refuse(String username, Client client, String why) {
        // Nobody's name is longer, and the log is not a place to write at will.
        String name =
                username.length() > Username.MAX_LENGTH ? username.substring(0, Username.MAX_LENGTH) + "…" : username;
        LOG.info("Refused a sign-in of '{}' through client '{}': {}", name, client.clientId(), why);
        return GrantErrors.invalidGrant();
    }
}
