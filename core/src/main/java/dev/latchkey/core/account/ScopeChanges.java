package dev.latchkey.core.account;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Transactions;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Changes of what an account has of its own, each one transaction with its audit row. */
public final class ScopeChanges {

    private final Users users;
    private final AuditLog audit;
    private final Transactions transactions;

    public ScopeChanges(Users users, AuditLog audit, Transactions transactions) {
        this.users = users;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * The result of a change of scopes.
     *
     * @param changed false when the account had just these
     * @param own what it has of its own now
     * @param stillGiven what was taken from it, and its groups give to it
     * @param all what it has now, with its groups
     */
    public record ScopesChange(boolean changed, Scopes own, Scopes stillGiven, Scopes all) {}

    /** Changes the scopes of an account itself, which {@code change} is given; empty when there is no such account. */
    public Optional<ScopesChange> update(User user, UnaryOperator<Scopes> change, Attribution by) {
        return transactions.in(() -> users.lock(user.id()).map(found -> {
            Scopes before = found.ownScopes();
            Scopes own = change.apply(before);
            Changes changes = Changes.between(Map.of("scope", before.toString()), Map.of("scope", own.toString()));
            Scopes all = changes.isEmpty() ? found.scopes() : users.setOwnScopes(found.id(), own);
            if (!changes.isEmpty()) {
                audit.record(by, "user.scopes", found.id(), found.username(), Map.of(), changes);
            }
            return new ScopesChange(
                    !changes.isEmpty(), own, before.with(Scopes.NONE, own).intersect(all), all);
        }));
    }
}
