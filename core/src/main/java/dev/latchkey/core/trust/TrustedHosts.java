package dev.latchkey.core.trust;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.Transactions;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code trusted_hosts}. A change holds on all servers within a second. */
public final class TrustedHosts {

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Transactions transactions;

    public TrustedHosts(JdbcClient jdbc, AuditLog audit, Transactions transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** All of them, in the order of their names. */
    public List<TrustedHost> findAll() {
        return jdbc.sql("SELECT host, created_at FROM trusted_hosts WHERE " + Primary.ONLY + " ORDER BY host")
                .query((row, number) -> new TrustedHost(
                        row.getString("host"), row.getTimestamp("created_at").toInstant()))
                .list();
    }

    /**
     * Trusts a host.
     *
     * @param name of {@link TrustedHost#normalise}
     * @return false when it was trusted already
     */
    public boolean add(String name, Attribution by) {
        return change(
                "INSERT INTO trusted_hosts (host) VALUES (:host) ON CONFLICT (host) DO NOTHING",
                name,
                "trusted-host.add",
                by);
    }

    /**
     * Trusts a host no more. The clients that its documents describe keep the tokens that they have, and begin no sign-in.
     *
     * @param name of {@link TrustedHost#normalise}
     * @return false when it was not trusted
     */
    public boolean remove(String name, Attribution by) {
        return change("DELETE FROM trusted_hosts WHERE host = :host", name, "trusted-host.remove", by);
    }

    /** Keeps others from changing trusted hosts until the transaction ends. */
    public void lockAll() {
        Rows.any(
                jdbc.sql("LOCK TABLE trusted_hosts IN SHARE ROW EXCLUSIVE MODE").update());
    }

    private boolean change(String statement, String name, String action, Attribution by) {
        return transactions.in(() -> {
            boolean changed = jdbc.sql(statement).param("host", name).update() == 1;
            if (changed) {
                audit.record(by, action, null, name);
            }
            return changed;
        });
    }
}
