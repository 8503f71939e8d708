package dev.latchkey.admin.trustedhost;

import dev.latchkey.admin.config.Change;
import dev.latchkey.admin.config.Section;
import dev.latchkey.admin.config.Setting;
import dev.latchkey.admin.config.Values;
import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.trust.TrustedHost;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The trusted hosts of a configuration file, by their names. */
public final class TrustedHostSection implements Section<String> {

    @Override
    public String name() {
        return "trusted_hosts";
    }

    @Override
    public String description() {
        return "A host whose documents may describe clients.";
    }

    @Override
    public List<Setting<String>> settings() {
        return TrustedHostShapes.SETTINGS;
    }

    @Override
    public String read(Values values) {
        return Objects.requireNonNull(values.parsed("host", TrustedHost::normalise));
    }

    @Override
    public SortedMap<String, String> find(Database database) {
        SortedMap<String, String> hosts = new TreeMap<>();
        database.requests().trustedHosts().findAll().forEach(host -> hosts.put(host.name(), host.name()));
        return hosts;
    }

    @Override
    public void lock(Database database) {
        database.requests().trustedHosts().lockAll();
    }

    @Override
    public void write(Database database, List<Change<String>> changes, Attribution by) {
        for (Change<String> change : changes) {
            if (change.deletes()) {
                database.requests().trustedHosts().remove(change.name(), by);
            } else {
                database.requests().trustedHosts().add(change.name(), by);
            }
        }
    }
}
