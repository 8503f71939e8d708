package dev.latchkey.core.factor;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.factor.FactorChanges.Changed;
import dev.latchkey.core.factor.FactorChanges.Owner;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.outbox.Notice;
import dev.latchkey.core.session.LiveSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Changes of passkeys, which do to versions and sessions what {@link FactorChanges} do. */
public final class PasskeyChanges {

    private static final String NAME = "passkey";

    private final Passkeys passkeys;
    private final SecondFactors factors;
    private final LockedAccount accounts;
    private final Transactions transactions;

    PasskeyChanges(SecondFactors factors, Passkeys passkeys, LockedAccount accounts, Transactions transactions) {
        this.passkeys = passkeys;
        this.factors = factors;
        this.accounts = accounts;
        this.transactions = transactions;
    }

    /** As {@link FactorChanges#onPageIn}. */
    public PasskeyChanges onPageIn(String tag) {
        return new PasskeyChanges(factors, passkeys, accounts.onPageIn(tag), transactions);
    }

    /**
     * Adds a passkey to the account of a user who is signing in and has no session yet.
     *
     * @return the recovery codes, none when the user has some; empty when there is a passkey of this id, the user has too
     *     many, is disabled or has other credentials by now
     */
    public Optional<RecoveryCodes> add(Owner owner, NewPasskey passkey) {
        return transactions.in(() -> accounts.signingIn(owner, locked -> addLocked(locked, passkey)));
    }

    /** Adds a passkey to the account of a signed-in user; empty as above and as {@link FactorChanges#add}. */
    public Optional<Changed> add(LiveSession session, NewPasskey passkey) {
        return transactions.in(() -> accounts.signedIn(session, owner -> addLocked(owner, passkey)));
    }

    private Optional<List<String>> addLocked(Owner owner, NewPasskey passkey) {
        if (!passkeys.insert(owner.userId(), passkey)) {
            return Optional.empty();
        }
        accounts.record(owner, "factor.add", Notice.FACTOR_ADDED, Map.of(NAME, passkey.name()));
        return Optional.of(factors.addMissingCodes(owner.userId()));
    }

    /** Removes a passkey of a signed-in user, and the recovery codes with the last factor; empty when there is none. */
    public Optional<Changed> remove(LiveSession session, byte[] credentialId) {
        return transactions.in(() -> accounts.signedIn(
                session,
                owner -> passkeys.delete(owner.userId(), credentialId).map(name -> {
                    factors.deleteCodesOfNothing(owner.userId());
                    accounts.record(owner, "factor.remove", Notice.FACTOR_REMOVED, Map.of(NAME, name));
                    return List.of();
                })));
    }

    /**
     * Removes a passkey of an account, as an administrator does.
     *
     * @return false when the account has none with this id, empty when there is no such account
     */
    public Optional<Boolean> remove(UUID userId, byte[] credentialId, Attribution by) {
        return transactions.in(() -> accounts.any(userId, username -> {
            Optional<String> removed = passkeys.delete(userId, credentialId);
            removed.ifPresent(name -> {
                factors.deleteCodesOfNothing(userId);
                accounts.record(by, "factor.remove", userId, username, Map.of(NAME, name));
            });
            return removed.isPresent();
        }));
    }
}
