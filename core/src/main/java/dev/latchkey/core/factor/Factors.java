package dev.latchkey.core.factor;

import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.family.RelatedFamilies;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.key.DataKeys;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.core.session.BrowserSessions;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owners of the tables of this package, and what changes them. */
public final class Factors {

    private final Function<DataKeys, AppSecrets> appSecrets;
    private final SecondFactors secondFactors;
    private final Passkeys passkeys;
    private final FactorChanges changes;
    private final ImportedApps importedApps;
    private final PasskeyChanges passkeyChanges;

    public Factors(
            JdbcClient jdbc,
            BrowserSessions sessions,
            RelatedFamilies families,
            Outbox outbox,
            AuditLog audit,
            Transactions transactions) {
        this.appSecrets = keys -> new AppSecrets(jdbc, keys);
        this.secondFactors = new SecondFactors(jdbc, outbox, audit, transactions);
        this.passkeys = new Passkeys(jdbc);
        this.importedApps = new ImportedApps(jdbc, audit);
        LockedAccount accounts = new LockedAccount(jdbc, secondFactors, sessions, families, outbox, audit);
        this.changes = new FactorChanges(secondFactors, passkeys, accounts, transactions);
        this.passkeyChanges = new PasskeyChanges(secondFactors, passkeys, accounts, transactions);
    }

    public SecondFactors secondFactors() {
        return secondFactors;
    }

    public Passkeys passkeys() {
        return passkeys;
    }

    /** Whether the secrets of apps can be opened; {@code keys} are those of the same database. */
    public AppSecrets appSecrets(DataKeys keys) {
        return appSecrets.apply(keys);
    }

    public ImportedApps importedApps() {
        return importedApps;
    }

    public FactorChanges changes() {
        return changes;
    }

    public PasskeyChanges passkeyChanges() {
        return passkeyChanges;
    }
}
