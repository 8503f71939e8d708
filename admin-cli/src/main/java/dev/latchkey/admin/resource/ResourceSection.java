package dev.latchkey.admin.resource;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.config.Change;
import dev.latchkey.admin.config.Section;
import dev.latchkey.admin.config.Setting;
import dev.latchkey.admin.config.Values;
import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.ReadRows;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.core.resource.ResourceListing;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The APIs of a configuration file. */
public final class ResourceSection implements Section<Resource> {

    @Override
    public String name() {
        return "resources";
    }

    @Override
    public String description() {
        return "An API that clients may ask access tokens for.";
    }

    @Override
    public List<Setting<Resource>> settings() {
        return ResourceShapes.SETTINGS;
    }

    @Override
    public Resource read(Values values) {
        return values.checked(() -> new Resource(
                values.requiredText("uri"),
                Scopes.of(values.list("scopes", scope -> scope)),
                values.text("name"),
                values.text("served_by")));
    }

    @Override
    public SortedMap<String, Resource> find(Database database) {
        ReadRows<ResourceListing> rows = database.requests().resources().readAll();
        rows.unreadable().stream().findFirst().ifPresent(row -> {
            throw Failure.failed("The resource " + row.id() + " cannot be read: " + row.reason());
        });
        SortedMap<String, Resource> resources = new TreeMap<>();
        rows.read().forEach(row -> resources.put(row.resource().uri(), row.resource()));
        return resources;
    }

    @Override
    public void lock(Database database) {
        database.requests().resources().lockAll();
    }

    @Override
    public void write(Database database, List<Change<Resource>> changes, Attribution by) {
        for (Change<Resource> change : changes) {
            Resource after = change.after();
            if (after == null) {
                database.requests().resources().remove(change.name(), by);
            } else {
                put(database, after, by);
            }
        }
    }

    private static void put(Database database, Resource resource, Attribution by) {
        try {
            database.requests().resources().put(resource, by);
        } catch (IllegalArgumentException e) {
            throw Failure.conflict(String.valueOf(e.getMessage()) + " Nothing was changed.");
        }
    }
}
