package dev.latchkey.core;

import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.client.DocumentClients;
import dev.latchkey.core.family.ExchangedFamilies;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.once.SeenOnce;
import dev.latchkey.core.pushed.PushedRequests;
import dev.latchkey.core.resource.Resources;
import dev.latchkey.core.trust.TrustedHosts;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owners of what clients may ask for, and of what is kept of their requests. */
public final class Requests {

    private final JdbcClient jdbc;

    private final AuditLog audit;
    private final Transactions transactions;

    Requests(JdbcClient jdbc, AuditLog audit, Transactions transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.transactions = transactions;
    }

    public PushedRequests pushedRequests() {
        return new PushedRequests(jdbc);
    }

    public TrustedHosts trustedHosts() {
        return new TrustedHosts(jdbc, audit, transactions);
    }

    public DocumentClients documentClients() {
        return new DocumentClients(jdbc, transactions, audit);
    }

    public Resources resources() {
        return new Resources(jdbc, audit, transactions);
    }

    public ExchangedFamilies exchangedFamilies() {
        return new ExchangedFamilies(jdbc, transactions);
    }

    public SeenOnce seenOnce() {
        return new SeenOnce(jdbc);
    }
}
