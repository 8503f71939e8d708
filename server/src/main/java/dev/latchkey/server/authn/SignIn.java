package dev.latchkey.server.authn;

import dev.latchkey.core.account.Credentials;
import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.account.SessionChanges;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.credential.GivenPassword;
import dev.latchkey.core.credential.HashBounds;
import dev.latchkey.core.credential.Passwords.Verdict;
import dev.latchkey.core.session.Amr;
import dev.latchkey.server.authn.PasswordHasher.Verification;
import dev.latchkey.server.authn.SignInOutcome.Authenticated;
import dev.latchkey.server.authn.SignInOutcome.Refusal;
import dev.latchkey.server.authn.SignInOutcome.Refused;
import dev.latchkey.server.http.HashingBusyException;
import dev.latchkey.server.http.RateLimitedException;
import dev.latchkey.server.limit.Limit;
import dev.latchkey.server.limit.Limits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies a username and password. It applies the rate limits, hashes and compares. An unknown name, a wrong password
 * and a disabled account take the same time and count the same. It does not use tokens and sessions: those begin with
 * the credential version that it returns.
 */
public final class SignIn {

    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

    private final Users users;
    private final SessionChanges sessions;
    private final PasswordHasher hasher;
    private final Limits limits;

    public SignIn(Users users, SessionChanges sessions, PasswordHasher hasher, Limits limits) {
        this.users = users;
        this.sessions = sessions;
        this.hasher = hasher;
        this.limits = limits;
    }

    /**
     * Verifies the password of a user who signs in, and replaces its hash when that was made with outdated parameters.
     *
     * @param username as it was sent
     * @param client through which the user comes; null on pages of our own
     * @param address from which the request comes
     * @throws RateLimitedException when there were too many failures
     * @throws HashingBusyException when too many passwords wait to be hashed
     */
    public SignInOutcome byPassword(String username, String password, @Nullable Client client, String address) {
        Optional<GivenPassword> given = given(password);
        if (given.isEmpty()) {
            // No account has such a password; this says nothing about the account.
            return new Refused(Refusal.NOT_A_PASSWORD);
        }
        return attempt(username, given.get(), client, address)
                // Another request stored another hash first, of this password or of a new one: verify that, once.
                .or(() -> attempt(username, given.get(), client, address))
                .orElseGet(() -> new Refused(Refusal.ACCOUNT_CHANGED));
    }

    /**
     * Verifies the password of a user who is signed in already. Leaves the hash as it is.
     *
     * @param username as the account has it
     * @throws RateLimitedException when this user had too many failures
     * @throws HashingBusyException when too many passwords wait to be hashed
     */
    public SignInOutcome confirm(String username, String password) {
        Optional<GivenPassword> given = given(password);
        if (given.isEmpty()) {
            return new Refused(Refusal.NOT_A_PASSWORD);
        }
        Optional<Credentials> found = find(username);
        Verification verification = verify(given.get(), username, found, limits.oldPassword(username));
        return outcome(found, verification.verdict());
    }

    /** Empty when the credentials changed before the better hash was stored. */
    private Optional<SignInOutcome> attempt(
            String username, GivenPassword password, @Nullable Client client, String address) {
        Optional<Credentials> found = find(username);
        boolean complete = !found.map(Credentials::secondFactor).orElse(false);
        Limit limit = limits.signIn(username, found.map(Credentials::userId).orElse(null), client, address, complete);
        Verification verification = verify(password, Limits.normalise(username), found, limit);
        SignInOutcome outcome = outcome(found, verification.verdict());
        String betterHash = verification.betterHash();
        if (betterHash == null || !(outcome instanceof Authenticated user)) {
            return Optional.of(outcome);
        }
        return sessions.rehash(user.userId(), user.credentialVersion(), betterHash)
                .map(user::withCredentialVersion);
    }

    private static Optional<GivenPassword> given(String password) {
        try {
            return Optional.of(GivenPassword.of(password));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    private Optional<Credentials> find(String username) {
        try {
            return users.findCredentials(new Username(username));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    private Verification verify(GivenPassword password, String username, Optional<Credentials> found, Limit limit) {
        return hasher.verify(
                password,
                username,
                found.map(Credentials::passwordHash).orElse(null),
                found.isPresent() && !found.get().disabled(),
                limit);
    }

    private static SignInOutcome outcome(Optional<Credentials> found, Verdict verdict) {
        if (found.isEmpty()) {
            return new Refused(Refusal.UNKNOWN_USER);
        }
        Credentials credentials = found.get();
        reportUnverifiable(credentials, verdict);
        if (!verdict.matches()) {
            return new Refused(Refusal.WRONG_PASSWORD);
        }
        if (credentials.disabled()) {
            return new Refused(Refusal.DISABLED_USER);
        }
        return new Authenticated(
                credentials.userId(),
                credentials.username(),
                credentials.scopes(),
                credentials.version(),
                Amr.PASSWORD,
                credentials.secondFactor(),
                credentials.factorRequired());
    }

    private static void reportUnverifiable(Credentials credentials, Verdict verdict) {
        if (verdict == Verdict.MALFORMED) {
            LOG.error(
                    "The password hash of user {} is not one that can be verified; set a new password",
                    credentials.userId());
        } else if (verdict == Verdict.TOO_COSTLY) {
            LOG.error(
                    "The password hash of user {} costs more than {} allows; raise that, or set a new password",
                    credentials.userId(),
                    HashBounds.SETTING);
        }
    }
}
