package dev.latchkey.admin.resource;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.config.Change;
import dev.latchkey.admin.config.Placed;
import dev.latchkey.admin.config.Section;
import dev.latchkey.admin.config.Setting;
import dev.latchkey.admin.config.Values;
import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.ReadRows;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.core.resource.ResourceListing;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The APIs of a configuration file. */
public final class ResourceSection implements Section<Resource> {

    private final Function<String, Optional<Boolean>> confidential;

    /** The client ids that files have as 'served_by'. */
    private final Set<String> named = new HashSet<>();

    /** Whether those of them that are in the database are confidential. */
    private final Map<String, Boolean> present = new HashMap<>();

    /**
     * The APIs.
     *
     * @param confidential whether a client of the files is confidential, by its client id; empty when no file has it
     */
    public ResourceSection(Function<String, Optional<Boolean>> confidential) {
        this.confidential = confidential;
    }

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
        Resource resource = values.checked(() -> new Resource(
                values.requiredText("uri"),
                Scopes.of(values.list("scopes", scope -> scope)),
                values.text("name"),
                values.text("served_by")));
        if (resource.servedBy() != null) {
            named.add(resource.servedBy());
        }
        return resource;
    }

    @Override
    public SortedMap<String, Resource> find(Database database) {
        ReadRows<ResourceListing> rows = database.requests().resources().readAll();
        rows.unreadable().stream().findFirst().ifPresent(row -> {
            throw Failure.failed("The resource " + row.id() + " cannot be read: " + row.reason());
        });
        present.clear();
        named.forEach(clientId -> database.clients()
                .findByClientId(clientId)
                .ifPresent(client -> present.put(clientId, client.confidential())));
        SortedMap<String, Resource> resources = new TreeMap<>();
        rows.read().forEach(row -> resources.put(row.resource().uri(), row.resource()));
        return resources;
    }

    @Override
    public Resource settle(Placed<Resource> wanted, @Nullable Resource before, boolean enable, Consumer<String> notes) {
        Resource resource = wanted.thing();
        requireServer(wanted);
        String former = before == null ? null : before.servedBy();
        if (former != null && !former.equals(resource.servedBy())) {
            notes.accept(resource.uri() + " is served by " + former
                    + " no more: the access tokens that it got there by exchanges end");
        }
        return resource;
    }

    private void requireServer(Placed<Resource> wanted) {
        String server = wanted.thing().servedBy();
        if (server == null) {
            return;
        }
        Boolean proves = confidential.apply(server).orElse(present.get(server));
        if (proves == null) {
            throw wanted.at()
                    .failure("There is no client '" + server + "', which is to serve "
                            + wanted.thing().uri() + ".");
        }
        if (!proves) {
            throw wanted.at().failure("A public client cannot exchange tokens: " + server + " serves no resource.");
        }
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
