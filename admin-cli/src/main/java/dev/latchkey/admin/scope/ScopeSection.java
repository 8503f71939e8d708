package dev.latchkey.admin.scope;

import dev.latchkey.admin.config.Change;
import dev.latchkey.admin.config.Section;
import dev.latchkey.admin.config.Setting;
import dev.latchkey.admin.config.Values;
import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.consent.ScopeDescription;
import dev.latchkey.core.family.Scopes;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The words for scopes in a configuration file. */
public final class ScopeSection implements Section<ScopeDescription> {

    @Override
    public String name() {
        return "scopes";
    }

    @Override
    public String description() {
        return "The words in which the consent page asks users for a scope.";
    }

    @Override
    public List<Setting<ScopeDescription>> settings() {
        return ScopeShapes.SETTINGS;
    }

    @Override
    public ScopeDescription read(Values values) {
        return values.checked(
                () -> new ScopeDescription(values.requiredText("scope"), values.requiredText("description")));
    }

    @Override
    public SortedMap<String, ScopeDescription> find(Database database) {
        SortedMap<String, ScopeDescription> scopes = new TreeMap<>();
        database.scopeDescriptions()
                .list()
                .forEach((scope, description) -> scopes.put(scope, new ScopeDescription(scope, description)));
        return scopes;
    }

    @Override
    public Optional<String> spared(ScopeDescription present) {
        return Scopes.OPENID_CONNECT.contains(present.scope())
                ? Optional.of("it is a scope of OpenID Connect")
                : Optional.empty();
    }

    @Override
    public void lock(Database database) {
        database.scopeDescriptions().lockAll();
    }

    @Override
    public void write(Database database, List<Change<ScopeDescription>> changes, Attribution by) {
        for (Change<ScopeDescription> change : changes) {
            ScopeDescription after = change.after();
            if (after == null) {
                database.scopeDescriptions().remove(change.name(), by);
            } else {
                database.scopeDescriptions().set(after.scope(), after.description(), by);
            }
        }
    }
}
