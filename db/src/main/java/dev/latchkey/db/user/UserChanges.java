package dev.latchkey.db.user;

import dev.latchkey.db.audit.Attribution;
import dev.latchkey.db.audit.AuditLog;
import dev.latchkey.db.limit.SignInFailures;
import dev.latchkey.db.sql.Transactions;
import dev.latchkey.db.token.Revocation;
import dev.latchkey.db.token.Scopes;
import dev.latchkey.db.token.TokenFamilies;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changes of accounts, each one transaction with the token families that end with it and its audit row. */
public final class UserChanges {

    private final Users users;
    private final TokenFamilies families;
    private final SignInFailures failures;
    private final AuditLog audit;
    private final Transactions transactions;

    public UserChanges(
            Users users, TokenFamilies families, SignInFailures failures, AuditLog audit, Transactions transactions) {
        this.users = users;
        this.families = families;
        this.failures = failures;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * Adds an account.
     *
     * @param passwordHash made by {@link Passwords#hash}, or null for an account that cannot sign in with a password
     * @return its id, or empty when the name is taken
     */
    public Optional<UUID> add(
            Username username, Profile profile, Scopes scopes, @Nullable String passwordHash, Attribution by) {
        return transactions.in(() -> {
            Optional<UUID> id = users.insert(username, profile, scopes, passwordHash);
            id.ifPresent(
                    added -> audit.record(by, "user.add", added, username.value(), Map.of("scope", scopes.toString())));
            return id;
        });
    }

    /**
     * What disabling did.
     *
     * @param changed false when the account was disabled already
     */
    public record Disabled(boolean changed, Revocation revocation) {}

    /**
     * Disables an account and revokes its token families. From the commit on no server issues or refreshes for it.
     *
     * @return empty when there is no such account
     */
    public Optional<Disabled> disable(User user, Attribution by) {
        return transactions.in(() -> {
            // The user's row first: a sign-in holds a lock on it until its family is there to be seen and revoked.
            if (!users.lock(user.id())) {
                return Optional.empty();
            }
            boolean changed = users.markDisabled(user.id());
            Revocation revocation = families.revokeAllOfUser(user.id(), null, "user_disabled");
            if (changed || revocation.families() > 0) {
                audit.record(by, "user.disable", user.id(), user.username(), revocation.details());
            }
            return Optional.of(new Disabled(changed, revocation));
        });
    }

    /**
     * Adds those of many accounts whose names and ids are free, in one transaction with one audit row.
     *
     * @param added no name and no id twice
     * @param source where they come from, for the audit log
     * @return what became of each, in their order
     */
    public List<Arrival> addAll(List<NewUser> added, String source, Attribution by) {
        return transactions.in(() -> {
            List<Arrival> arrivals = users.insertAll(added);
            int count = Collections.frequency(arrivals, Arrival.ADDED);
            if (count > 0) {
                audit.record(by, "user.import", null, null, Map.of("users", Integer.toString(count), "source", source));
            }
            return arrivals;
        });
    }

    /**
     * Enables an account again. What was revoked stays revoked.
     *
     * @return false when it was not disabled, empty when there is no such account
     */
    public Optional<Boolean> enable(User user, Attribution by) {
        return transactions.in(() -> {
            if (!users.lock(user.id())) {
                return Optional.empty();
            }
            boolean changed = users.markEnabled(user.id());
            if (changed) {
                audit.record(by, "user.enable", user.id(), user.username());
            }
            return Optional.of(changed);
        });
    }

    /**
     * Forgets the failed sign-ins of an account, so that it waits no longer.
     *
     * @return false when there were none, empty when there is no such account
     */
    public Optional<Boolean> unlock(User user, Attribution by) {
        return transactions.in(() -> {
            if (!users.lock(user.id())) {
                return Optional.empty();
            }
            boolean changed = failures.forget(user.username());
            if (changed) {
                audit.record(by, "user.unlock", user.id(), user.username());
            }
            return Optional.of(changed);
        });
    }

    /**
     * Sets a password, as an administrator does, and revokes all token families of the account.
     *
     * @return empty when there is no such account
     */
    public Optional<Revocation> setPassword(User user, String newHash, Attribution by) {
        return transactions.in(() -> {
            if (!users.lock(user.id())) {
                return Optional.empty();
            }
            users.updatePasswordHash(user.id(), newHash);
            return Optional.of(endFamiliesOfOldPassword(user.id(), user.username(), null, by));
        });
    }

    /**
     * Changes a password, as its owner does, and revokes all other token families of the account.
     *
     * @param oldHash the hash that the owner's old password was checked against
     * @param currentFamily the family that goes on
     * @return empty when the password was changed in the meantime: nothing happened
     */
    public Optional<Revocation> changePassword(
            UUID userId, String username, String oldHash, String newHash, UUID currentFamily, Attribution by) {
        return transactions.in(() -> users.replacePasswordHash(userId, oldHash, newHash)
                ? Optional.of(endFamiliesOfOldPassword(userId, username, currentFamily, by))
                : Optional.empty());
    }

    private Revocation endFamiliesOfOldPassword(UUID userId, String username, @Nullable UUID except, Attribution by) {
        Revocation revocation = families.revokeAllOfUser(userId, except, "password_changed");
        audit.record(by, "user.password", userId, username, revocation.details());
        return revocation;
    }

    /** Changes some of what an account tells about its person; false when there is no such account. */
    public boolean updateProfile(User user, ProfileChange change, Attribution by) {
        return transactions.in(() -> {
            boolean changed = users.updateProfile(user.id(), change);
            if (changed) {
                audit.record(by, "user.update", user.id(), user.username());
            }
            return changed;
        });
    }

    /** Adds and takes away scopes; what the account has afterwards, or empty when there is no such account. */
    public Optional<Scopes> updateScopes(User user, Scopes added, Scopes removed, Attribution by) {
        return transactions.in(() -> {
            Optional<Scopes> scopes = users.updateScopes(user.id(), added, removed);
            scopes.ifPresent(now -> recordScopes(user, now, by));
            return scopes;
        });
    }

    /** Gives an account exactly these scopes; false when there is no such account. */
    public boolean replaceScopes(User user, Scopes scopes, Attribution by) {
        return transactions.in(() -> {
            boolean changed = users.replaceScopes(user.id(), scopes);
            if (changed) {
                recordScopes(user, scopes, by);
            }
            return changed;
        });
    }

    private void recordScopes(User user, Scopes scopes, Attribution by) {
        audit.record(by, "user.scopes", user.id(), user.username(), Map.of("scope", scopes.toString()));
    }

    /** Revokes all token families of an account and leaves the account as it is. */
    public Revocation revokeTokens(User user, Attribution by) {
        return transactions.in(() -> {
            users.lock(user.id());
            Revocation revocation = families.revokeAllOfUser(user.id(), null, "administrator");
            if (revocation.families() > 0) {
                audit.record(by, "token.revoke", user.id(), user.username(), revocation.details());
            }
            return revocation;
        });
    }

    /** Deletes an account and revokes its token families; empty when it was gone already. */
    public Optional<Revocation> delete(User user, Attribution by) {
        return transactions.in(() -> {
            if (!users.lock(user.id())) {
                return Optional.empty();
            }
            Revocation revocation = families.revokeAllOfUser(user.id(), null, "user_deleted");
            families.revokeOver(user.id(), "user_deleted");
            users.delete(user.id());
            audit.record(by, "user.delete", user.id(), user.username(), revocation.details());
            return Optional.of(revocation);
        });
    }
}
