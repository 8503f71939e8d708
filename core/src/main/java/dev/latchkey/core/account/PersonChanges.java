package dev.latchkey.core.account;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.jdbc.Transactions;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.dao.DuplicateKeyException;

/** Changes the personal data of accounts, each in one transaction with its audit row. */
public final class PersonChanges {

    private final Users users;
    private final AuditLog audit;
    private final Transactions transactions;

    public PersonChanges(Users users, AuditLog audit, Transactions transactions) {
        this.users = users;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * Changes the claims of an account.
     *
     * @return false when they were so already, empty when there is no such account
     */
    public Optional<Boolean> updateClaims(UUID id, UnaryOperator<UserClaims> change, Attribution by) {
        return update(id, by, person -> {
            UserClaims changed = change.apply(person.claims());
            Changes changes = between("claims", person.claims().json(), changed.json());
            if (!changes.isEmpty()) {
                users.setClaims(id, changed);
            }
            return changes;
        });
    }

    /**
     * Says whether the email address of an account was found to be its user's. It no longer is when the address changes.
     *
     * @return false when it was so already, empty when there is no such account
     * @throws IllegalArgumentException when there is no address to verify
     * @throws AddressTakenException when another account has it, verified
     */
    public Optional<Boolean> setEmailVerified(UUID id, boolean verified, Attribution by) {
        return update(id, by, person -> {
            boolean before = person.emailVerifiedAt() != null;
            if (verified && person.profile().email() == null) {
                throw new IllegalArgumentException("The account has no email address.");
            }
            if (before != verified) {
                setVerified(id, verified);
            }
            return between("email_verified", Boolean.toString(before), Boolean.toString(verified));
        });
    }

    private void setVerified(UUID id, boolean verified) {
        try {
            users.setEmailVerified(id, verified);
        } catch (DuplicateKeyException e) {
            throw new AddressTakenException(e);
        }
    }

    private Optional<Boolean> update(UUID id, Attribution by, Update update) {
        return transactions.in(() -> users.lock(id).map(locked -> {
            Person person = users.findLockedPerson(id).orElseThrow();
            Changes changes = update.apply(person);
            if (!changes.isEmpty()) {
                audit.record(by, "user.update", id, person.username(), Map.of(), changes);
            }
            return !changes.isEmpty();
        }));
    }

    /** Changes the account, if there is something to change, and says what. */
    @FunctionalInterface
    private interface Update {
        Changes apply(Person person);
    }

    private static Changes between(String field, String before, String after) {
        return Changes.between(Map.of(field, before), Map.of(field, after));
    }
}
