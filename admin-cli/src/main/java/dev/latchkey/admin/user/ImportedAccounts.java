package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.ScopeOptions;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.user.imports.Accounts;
import dev.latchkey.core.account.Arrival;
import dev.latchkey.core.account.NewUser;
import dev.latchkey.core.factor.ImportedApps.ImportedApp;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.group.GroupLimitException;
import dev.latchkey.core.key.DataKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Adds imported accounts to the database, each batch in one transaction. */
final class ImportedAccounts implements Accounts {

    private final Session session;
    private final Change change;
    private final String source;
    private @Nullable DataKey key;

    /** {@code source} says in the audit log where the accounts come from. */
    ImportedAccounts(Session session, Change change, String source) {
        this.session = session;
        this.change = change;
        this.source = source;
    }

    @Override
    public Map<String, UUID> findIds(List<String> usernames) {
        return session.database().users().many().findIds(usernames);
    }

    @Override
    public Scopes scopesOf(List<String> groups) {
        return ScopeOptions.union(groups.stream()
                .flatMap(name -> session.database().access().groups().find(name).stream())
                .map(found -> found.group().scopes())
                .toList());
    }

    @Override
    public List<Arrival> add(List<NewUser> users, List<byte @Nullable []> appSecrets) {
        // A rehearsal would take back a data key that it made.
        DataKey sealing = !change.dryRun() && appSecrets.stream().anyMatch(Objects::nonNull) ? key() : null;
        return change.make(() -> {
            List<Arrival> arrivals = added(users);
            List<ImportedApp> apps = apps(arrivals, appSecrets);
            if (sealing != null && !apps.isEmpty()) {
                session.database().factors().importedApps().add(apps, sealing, change.by());
            }
            return arrivals;
        });
    }

    private List<Arrival> added(List<NewUser> users) {
        try {
            return session.database().userChanges().addAll(users, source, change.by());
        } catch (GroupLimitException e) {
            throw Failure.conflict(e.getMessage());
        }
    }

    private static List<ImportedApp> apps(List<Arrival> arrivals, List<byte @Nullable []> secrets) {
        List<ImportedApp> apps = new ArrayList<>();
        for (int i = 0; i < arrivals.size(); i++) {
            byte[] secret = secrets.get(i);
            UUID id = arrivals.get(i).id();
            if (arrivals.get(i).kind() == Arrival.Kind.ADDED && id != null && secret != null) {
                apps.add(new ImportedApp(id, secret));
            }
        }
        return apps;
    }

    private DataKey key() {
        if (key == null) {
            key = session.database().dataKeys().current(session.masterKey());
        }
        return key;
    }
}
