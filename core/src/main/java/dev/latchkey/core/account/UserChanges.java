package dev.latchkey.core.account;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.device.DeviceGrants;
import dev.latchkey.core.family.Revocation;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.family.TokenFamilies;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.limit.SignInFailures;
import dev.latchkey.core.outbox.Notice;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.core.session.BrowserSessions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Changes of accounts, each one transaction with the token families that end with it and its audit row. */
public final class UserChanges {

    private final Users users;
    private final BrowserSessions sessions;
    private final DeviceGrants devices;
    private final TokenFamilies families;
    private final SignInFailures failures;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Transactions transactions;

    public UserChanges(
            Users users,
            BrowserSessions sessions,
            DeviceGrants devices,
            TokenFamilies families,
            SignInFailures failures,
            Outbox outbox,
            AuditLog audit,
            Transactions transactions) {
        this.users = users;
        this.sessions = sessions;
        this.devices = devices;
        this.families = families;
        this.failures = failures;
        this.outbox = outbox;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * Adds an account.
     *
     * @param passwordHash made by {@code Passwords#hash}, or null for an account that cannot sign in with a password
     * @return its id, or empty when the name is taken
     */
    public Optional<UUID> add(
            Username username, Profile profile, Scopes scopes, @Nullable String passwordHash, Attribution by) {
        return add(username, profile, scopes, passwordHash, null, by);
    }

    /**
     * The same.
     *
     * @param validUntil from when on the account is as good as disabled; null when it does not end
     */
    public Optional<UUID> add(
            Username username,
            Profile profile,
            Scopes scopes,
            @Nullable String passwordHash,
            @Nullable Instant validUntil,
            Attribution by) {
        return transactions.in(() -> {
            Optional<UUID> id = users.insert(username, profile, scopes, passwordHash, validUntil);
            id.ifPresent(added -> audit.recordAdded(by, List.of(username.value()), null));
            return id;
        });
    }

    /**
     * The result of disabling an account.
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
            if (users.lock(user.id()).isEmpty()) {
                return Optional.empty();
            }
            boolean changed = users.markDisabled(user.id());
            sessions.endOutdated(user.id());
            Revocation revocation = families.revokeAllOfUser(user.id(), null, "user_disabled");
            if (changed || revocation.families() > 0) {
                audit.record(by, "user.disable", user.id(), user.username(), revocation.details());
            }
            return Optional.of(new Disabled(changed, revocation));
        });
    }

    /**
     * Adds those of many accounts whose names and ids are free, in one transaction with an audit row for each of them
     * and one that has their number.
     *
     * @param added no name and no id twice
     * @param source where they come from, for the audit log
     * @return the result for each account, in their order
     */
    public List<Arrival> addAll(List<NewUser> added, String source, Attribution by) {
        return transactions.in(() -> {
            List<Arrival> arrivals = users.many().insert(added);
            List<String> names = IntStream.range(0, added.size())
                    .filter(i -> arrivals.get(i).kind() == Arrival.Kind.ADDED)
                    .mapToObj(i -> added.get(i).username().value())
                    .toList();
            if (!names.isEmpty()) {
                audit.recordAdded(by, names, source);
                audit.record(
                        by,
                        "user.import",
                        null,
                        null,
                        Map.of("users", Integer.toString(names.size()), "source", source));
            }
            return arrivals;
        });
    }

    /** Enables an account again; false when it was not disabled, empty when there is none. Revoked tokens stay revoked. */
    public Optional<Boolean> enable(User user, Attribution by) {
        return transactions.in(() -> users.lock(user.id()).map(found -> {
            boolean changed = users.markEnabled(user.id());
            if (changed) {
                audit.record(by, "user.enable", user.id(), user.username());
            }
            return changed;
        }));
    }

    /**
     * Deletes the failed sign-ins of an account, which ends its back-off.
     *
     * @return false when there were none, empty when there is no such account
     */
    public Optional<Boolean> unlock(User user, Attribution by) {
        return transactions.in(() -> users.lock(user.id()).map(found -> {
            boolean changed = failures.forget(user.username());
            if (changed) {
                audit.record(by, "user.unlock", user.id(), user.username());
            }
            return changed;
        }));
    }

    /**
     * Sets a password, as an administrator does, and revokes all token families of the account.
     *
     * @return empty when there is no such account
     */
    public Optional<Revocation> setPassword(User user, String newHash, Attribution by) {
        return transactions.in(() -> {
            if (users.lock(user.id()).isEmpty()) {
                return Optional.empty();
            }
            users.setPasswordHash(user.id(), newHash);
            return Optional.of(endFamiliesOfOldPassword(user.id(), user.username(), null, by));
        });
    }

    /**
     * Changes a password, as its owner does, and revokes all other token families of the account. Of its browser sessions the
     * one goes on that authorised the current family.
     *
     * @param version of the credentials that the owner's old password was verified with
     * @param currentFamily the family that goes on
     */
    public PasswordChange changePassword(
            UUID userId, String username, int version, String newHash, UUID currentFamily, Attribution by) {
        return transactions.in(() -> {
            if (lockSignedIn(userId, currentFamily).isEmpty()) {
                return PasswordChange.SIGNED_OUT;
            }
            if (!users.replacePasswordHash(userId, version, newHash)) {
                return PasswordChange.OTHER_PASSWORD;
            }
            sessions.restampOf(currentFamily);
            endFamiliesOfOldPassword(userId, username, currentFamily, by);
            return PasswordChange.CHANGED;
        });
    }

    /**
     * Locks the account of a user who acts for themselves; empty when they may not any more. The request was checked
     * when it arrived, and an administrator may have disabled the user since: the lock orders this transaction before
     * or after that.
     */
    private Optional<User> lockSignedIn(UUID userId, UUID family) {
        return users.lock(userId).filter(user -> !user.isClosed()).filter(user -> families.lockLive(family));
    }

    private Revocation endFamiliesOfOldPassword(UUID userId, String username, @Nullable UUID except, Attribution by) {
        sessions.endOutdated(userId);
        Revocation revocation = families.revokeAllOfUser(userId, except, "password_changed");
        audit.record(by, "user.password", userId, username, revocation.details());
        outbox.notice(Notice.PASSWORD_CHANGED, userId, by.language());
        return revocation;
    }

    /**
     * Changes some personal data of an account on behalf of an administrator.
     *
     * @return false when it was so already, empty when there is no such account
     */
    public Optional<Boolean> updateProfile(User user, ProfileChange change, Attribution by) {
        return transactions.in(() -> users.lock(user.id()).map(found -> updateProfile(change, found, by)));
    }

    /**
     * As {@link #updateProfile(User, ProfileChange, Attribution)}, by its owner.
     *
     * @param currentFamily the sign-in whose access token came with the request
     * @return empty also when the account was disabled or that sign-in was revoked in the meantime
     */
    public Optional<Boolean> updateOwnProfile(UUID userId, UUID currentFamily, ProfileChange change, Attribution by) {
        return transactions.in(
                () -> lockSignedIn(userId, currentFamily).map(found -> updateProfile(change, found, by)));
    }

    private boolean updateProfile(ProfileChange change, User locked, Attribution by) {
        Profile profile = change.applyTo(locked.profile());
        Changes changes = Changes.between(fields(locked.profile()), fields(profile));
        if (!changes.isEmpty()) {
            if (!Objects.equals(profile.email(), locked.profile().email())) {
                outbox.notice(Notice.ADDRESS_CHANGED, locked.id(), by.language());
            }
            users.setProfile(locked.id(), profile);
            audit.record(by, "user.update", locked.id(), locked.username(), Map.of(), changes);
        }
        return !changes.isEmpty();
    }

    private static Map<String, @Nullable String> fields(Profile profile) {
        Map<String, @Nullable String> fields = new HashMap<>();
        fields.put("email", profile.email());
        fields.put("full_name", profile.fullName());
        return fields;
    }

    /** Ends all browser sessions of an account, revokes all its token families, and leaves the account as it is. */
    public Revocation revokeTokens(User user, Attribution by) {
        return transactions.in(() -> {
            // Gone, or locked: what was signed in to it meanwhile is seen and revoked.
            users.lock(user.id());
            int ended = sessions.endAllOfUser(user.id(), "administrator").size();
            devices.forget(user.id());
            Revocation revocation = families.revokeAllOfUser(user.id(), null, "administrator");
            if (ended > 0 || revocation.families() > 0) {
                audit.record(by, "token.revoke", user.id(), user.username(), revocation.details(ended));
            }
            return revocation;
        });
    }

    /** Deletes an account and revokes its token families; empty when it was gone already. */
    public Optional<Revocation> delete(User user, Attribution by) {
        return transactions.in(() -> {
            if (users.lock(user.id()).isEmpty()) {
                return Optional.empty();
            }
            sessions.endAllOfUser(user.id(), "user_deleted");
            Revocation revocation = families.revokeAllOfUser(user.id(), null, "user_deleted");
            families.revokeOver(user.id(), "user_deleted");
            users.delete(user.id());
            audit.record(by, "user.delete", user.id(), user.username(), revocation.details());
            return Optional.of(revocation);
        });
    }
}
