package dev.latchkey.core.group;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Transactions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Changes of groups, each one transaction with its audit row. What members lose is gone with their next refresh; what they get
 * comes with their next sign-in.
 */
public final class GroupChanges {

    private final Groups groups;
    private final AuditLog audit;
    private final Transactions transactions;

    public GroupChanges(Groups groups, AuditLog audit, Transactions transactions) {
        this.groups = groups;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Adds a group; false when there is one of this name already. */
    public boolean add(Group group, Attribution by) {
        return transactions.in(() -> {
            boolean added = groups.insert(group);
            if (added) {
                audit.record(by, "group.add", null, group.name(), Groups.details(group));
            }
            return added;
        });
    }

    /**
     * The result of a deletion.
     *
     * @param deleted false when it has members and they were to be spared
     * @param members how many it had
     */
    public record Deletion(boolean deleted, long members) {}

    /**
     * Deletes a group.
     *
     * @param withMembers whether to delete it also when it has members, who lose what it gave them
     * @return empty when there is none of this name
     */
    public Optional<Deletion> delete(String name, boolean withMembers, Attribution by) {
        return transactions.in(() -> groups.lock(name).map(found -> {
            boolean deletes = withMembers || found.members() == 0;
            if (deletes) {
                groups.delete(name);
                Map<String, String> details = new HashMap<>(Groups.details(found.group()));
                details.put("members", Long.toString(found.members()));
                audit.record(by, "group.delete", null, name, details);
            }
            return new Deletion(deletes, found.members());
        }));
    }

    /**
     * The result of a change of scopes.
     *
     * @param changed false when the group had just these
     * @param members how many users have them by it
     */
    public record ScopesChange(boolean changed, Scopes scopes, long members) {}

    /**
     * Changes the scopes of a group, which {@code change} is given; empty when there is no such group.
     *
     * @throws IllegalArgumentException when a group may not have these
     * @throws GroupLimitException when a member would have too many scopes
     */
    public Optional<ScopesChange> updateScopes(String name, UnaryOperator<Scopes> change, Attribution by) {
        return transactions.in(() -> groups.lock(name).map(found -> {
            Group before = found.group();
            Group after = new Group(name, change.apply(before.scopes()));
            Changes changes = Changes.between(
                    Map.of("scope", before.scopes().toString()),
                    Map.of("scope", after.scopes().toString()));
            if (!changes.isEmpty()) {
                groups.setScopes(after);
                audit.record(by, "group.scopes", null, name, Map.of(), changes);
            }
            return new ScopesChange(!changes.isEmpty(), after.scopes(), found.members());
        }));
    }

    /**
     * The result of adding or removing a member.
     *
     * @param changed false when the user was a member, or none, already
     * @param before what the user had, with all groups
     * @param after what the user has now
     */
    public record MemberChange(boolean changed, Scopes before, Scopes after) {}

    /**
     * Adds a user to a group.
     *
     * @return empty when there is no such group or user
     * @throws GroupLimitException when the user would have too many groups or scopes
     */
    public Optional<MemberChange> addMember(String name, UUID userId, String username, Attribution by) {
        return change(
                name,
                userId,
                username,
                "group.add_member",
                by,
                () -> groups.addMembers(List.of(userId), List.of(name)) == 1);
    }

    /** Removes a user from a group; empty when there is no such group or user. */
    public Optional<MemberChange> removeMember(String name, UUID userId, String username, Attribution by) {
        return change(name, userId, username, "group.remove_member", by, () -> groups.removeMember(name, userId));
    }

    /** True when a row changed. */
    @FunctionalInterface
    private interface Statement {
        boolean run();
    }

    private Optional<MemberChange> change(
            String name, UUID userId, String username, String action, Attribution by, Statement statement) {
        return transactions.in(() -> groups.lock(name)
                .flatMap(group -> groups.scopesOf(userId).map(before -> {
                    boolean changed = statement.run();
                    if (changed) {
                        audit.record(by, action, userId, username, Map.of("group", name));
                    }
                    return new MemberChange(
                            changed, before, groups.scopesOf(userId).orElse(before));
                })));
    }
}
