package dev.latchkey.core.factor;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.key.DataKey;
import dev.latchkey.core.key.DataKeys;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.outbox.Notice;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Changes of second factors, each one transaction with its audit row. Each moves the version of the user's credentials,
 * which ends the sessions of the user. The session in which users change their own factor goes on.
 */
public final class FactorChanges {

    /** How long ago users signed in at most who change their own factor. */
    public static final Duration RECENT = Duration.ofMinutes(5);

    private final SecondFactors factors;
    private final Passkeys passkeys;
    private final LockedAccount accounts;
    private final Transactions transactions;

    FactorChanges(SecondFactors factors, Passkeys passkeys, LockedAccount accounts, Transactions transactions) {
        this.factors = factors;
        this.passkeys = passkeys;
        this.accounts = accounts;
        this.transactions = transactions;
    }

    /** The same changes on a page in a language, which is that of the letters about them. */
    public FactorChanges onPageIn(String tag) {
        return new FactorChanges(factors, passkeys, accounts.onPageIn(tag), transactions);
    }

    /**
     * An account whose user has proved the password.
     *
     * @param credentialVersion that the user proved; with another one by now, nothing happens
     */
    public record Owner(UUID userId, String username, int credentialVersion) {}

    /**
     * An app whose user has entered a code of it.
     *
     * @param step of that code, which is used up
     * @param key seals the secret
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record NewApp(byte[] secret, long step, DataKey key) {}

    /**
     * Adds an app to the account of a user who is signing in and has no session yet.
     *
     * @return the recovery codes, none when the user has some; empty when the account has an app, is disabled or has other
     *     credentials by now
     */
    public Optional<RecoveryCodes> add(Owner owner, NewApp app) {
        return transactions.in(() -> accounts.signingIn(owner, locked -> addLocked(locked, app)));
    }

    private Optional<List<String>> addLocked(Owner owner, NewApp app) {
        if (!factors.insert(owner.userId(), app.secret(), app.step(), app.key())) {
            return Optional.empty();
        }
        accounts.record(owner, "factor.add", Notice.FACTOR_ADDED, Map.of());
        return Optional.of(factors.addMissingCodes(owner.userId()));
    }

    /**
     * A change that users have made to their own factor.
     *
     * @param session in which they go on; the browser needs the cookie of its new generation
     * @param codes new recovery codes; may be none
     */
    public record Changed(SessionReference session, List<String> codes) {

        /** A change whose codes do not change any more. */
        public Changed {
            codes = List.copyOf(codes);
        }

        /** Leaves the codes out. */
        @Override
        public String toString() {
            return "Changed[" + session + "]";
        }
    }

    /**
     * Adds an app to the account of a signed-in user.
     *
     * @return empty when the account has an app, is disabled or has other credentials by now, the session is over, or its
     *     sign-in is longer ago than {@link #RECENT}
     */
    public Optional<Changed> add(LiveSession session, NewApp app) {
        return transactions.in(() -> accounts.signedIn(session, owner -> addLocked(owner, app)));
    }

    /** Replaces the recovery codes of a signed-in user; empty as above, and when there is no factor. */
    public Optional<Changed> replaceCodes(LiveSession session) {
        return transactions.in(() -> accounts.signedIn(session, owner -> {
            if (!factors.isThereAny(owner.userId())) {
                return Optional.empty();
            }
            List<String> codes = factors.replaceCodes(owner.userId());
            accounts.record(owner, "factor.codes", Notice.CODES_REPLACED, Map.of());
            return Optional.of(codes);
        }));
    }

    /** Removes the app of a signed-in user, and the recovery codes with the last factor; empty as above. */
    public Optional<Changed> remove(LiveSession session) {
        return transactions.in(() -> accounts.signedIn(session, owner -> {
            if (!factors.delete(owner.userId())) {
                return Optional.empty();
            }
            factors.deleteCodesOfNothing(owner.userId());
            accounts.record(owner, "factor.remove", Notice.FACTOR_REMOVED, Map.of());
            return Optional.of(List.of());
        }));
    }

    /**
     * Removes the app of an account, and the recovery codes with the last factor, as an administrator does.
     *
     * @param action for the audit log
     * @return false when it had none, empty when there is no such account
     */
    public Optional<Boolean> remove(UUID userId, String action, Attribution by) {
        return transactions.in(() -> accounts.any(userId, username -> {
            boolean removed = factors.delete(userId);
            if (removed) {
                factors.deleteCodesOfNothing(userId);
                accounts.record(by, action, userId, username, Map.of());
            }
            return removed;
        }));
    }

    /**
     * Removes all factors of an account and its recovery codes, as an administrator does.
     *
     * @return false when it had none, empty when there is no such account
     */
    public Optional<Boolean> reset(UUID userId, Attribution by) {
        return transactions.in(() -> accounts.any(userId, username -> {
            boolean app = factors.delete(userId);
            int keys = passkeys.deleteAll(userId);
            factors.deleteCodesOfNothing(userId);
            if (app || keys > 0) {
                accounts.record(by, "factor.reset", userId, username, Map.of("passkeys", Integer.toString(keys)));
            }
            return app || keys > 0;
        }));
    }

    /**
     * Removes the apps whose secrets a master key does not open, because the key that does is lost. Passkeys need no key.
     *
     * @return how many
     */
    public int resetUnreadable(DataKeys keys, MasterKey masterKey, Attribution by) {
        Predicate<UUID> reset = userId -> remove(userId, "factor.reset", by).orElse(false);
        return transactions.in(() -> Math.toIntExact(keys.unopened(masterKey).stream()
                .flatMap(key -> factors.usersUnder(key).stream())
                .filter(reset)
                .count()));
    }
}
