package dev.latchkey.admin.group;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.config.Change;
import dev.latchkey.admin.config.Section;
import dev.latchkey.admin.config.Setting;
import dev.latchkey.admin.config.Values;
import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.group.Group;
import dev.latchkey.core.group.GroupChanges;
import dev.latchkey.core.group.GroupLimitException;
import dev.latchkey.core.group.GroupListing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The groups of a configuration file. Their members are not in it. */
public final class GroupSection implements Section<GroupListing> {

    private static final List<Setting<GroupListing>> SETTINGS = GroupShapes.SETTINGS.stream()
            .map(setting -> setting.in(GroupListing::group))
            .toList();

    @Override
    public String name() {
        return "groups";
    }

    @Override
    public String description() {
        return "A group, which gives scopes to its members. Who they are is not in the file.";
    }

    @Override
    public List<Setting<GroupListing>> settings() {
        return SETTINGS;
    }

    @Override
    public GroupListing read(Values values) {
        return wanted(values.checked(
                () -> new Group(values.requiredText("name"), Scopes.of(values.list("scopes", scope -> scope)))));
    }

    private static GroupListing wanted(Group group) {
        return new GroupListing(group, 0, Instant.EPOCH);
    }

    @Override
    public SortedMap<String, GroupListing> find(Database database) {
        SortedMap<String, GroupListing> groups = new TreeMap<>();
        database.access()
                .groups()
                .findAll()
                .forEach(group -> groups.put(group.group().name(), group));
        return groups;
    }

    @Override
    public GroupListing plain(String name) {
        return wanted(new Group(name, Scopes.NONE));
    }

    @Override
    public Optional<String> spared(GroupListing present) {
        return present.members() > 0 ? Optional.of("it has members: " + present.members()) : Optional.empty();
    }

    @Override
    public boolean changesUsers() {
        return true;
    }

    @Override
    public void lock(Database database) {
        database.access().groups().lockAll();
    }

    @Override
    public void write(Database database, List<Change<GroupListing>> changes, Attribution by) {
        for (Change<GroupListing> change : changes) {
            try {
                write(database.access().groupChanges(), change, by);
            } catch (GroupLimitException e) {
                throw Failure.conflict(
                        "The group '" + change.name() + "' cannot be changed so for each of its members. "
                                + e.getMessage() + " Nothing was changed.");
            }
        }
    }

    private static void write(GroupChanges groups, Change<GroupListing> change, Attribution by) {
        GroupListing after = change.after();
        if (after == null) {
            groups.delete(change.name(), false, by);
        } else if (change.adds()) {
            groups.add(after.group(), by);
        } else {
            groups.updateScopes(change.name(), before -> after.group().scopes(), by);
        }
    }
}
