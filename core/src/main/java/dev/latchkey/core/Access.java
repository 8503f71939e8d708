package dev.latchkey.core;

import dev.latchkey.core.account.EndChanges;
import dev.latchkey.core.account.FactorDemands;
import dev.latchkey.core.account.ScopeChanges;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.group.GroupChanges;
import dev.latchkey.core.group.Groups;
import dev.latchkey.core.jdbc.Transactions;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What users may do, by their own scopes and by those of groups, until when, and what the next sign-in asks of them. */
public final class Access {

    private final JdbcClient jdbc;
    private final Users users;
    private final AuditLog audit;
    private final Transactions transactions;

    Access(JdbcClient jdbc, Users users, AuditLog audit, Transactions transactions) {
        this.jdbc = jdbc;
        this.users = users;
        this.audit = audit;
        this.transactions = transactions;
    }

    public Groups groups() {
        return new Groups(jdbc);
    }

    public GroupChanges groupChanges() {
        return new GroupChanges(groups(), audit, transactions);
    }

    public ScopeChanges scopeChanges() {
        return new ScopeChanges(users, audit, transactions);
    }

    public FactorDemands factorDemands() {
        return new FactorDemands(jdbc, users, audit, transactions);
    }

    public EndChanges endChanges() {
        return new EndChanges(jdbc, users, audit, transactions);
    }
}
