package dev.latchkey.core.group;

import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code groups} and {@code group_members}. Triggers compute what the users have: a statement that changes a
 * member locks the group first, then the user. Lock no user before it in the same transaction.
 */
public final class Groups {

    private static final String SELECT = """
            SELECT g.name, array_to_string(g.scopes, ' ') AS scope, g.created_at,
                   (SELECT count(*) FROM group_members m WHERE m.group_name = g.name) AS members
              FROM groups g
             WHERE
            """ + Primary.ONLY;

    private final JdbcClient jdbc;

    public Groups(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All groups in the order of their names. */
    public List<GroupListing> findAll() {
        return jdbc.sql(SELECT + " ORDER BY g.name").query(Groups::map).list();
    }

    public Optional<GroupListing> find(String name) {
        return jdbc.sql(SELECT + " AND g.name = :name")
                .param("name", name)
                .query(Groups::map)
                .optional();
    }

    /** The groups of a user in the order of their names, and what each of them gives. */
    public List<Group> ofUser(UUID userId) {
        return jdbc.sql("""
                SELECT g.name, array_to_string(g.scopes, ' ') AS scope
                  FROM group_members m JOIN groups g ON g.name = m.group_name
                 WHERE m.user_id = :user AND %s
                 ORDER BY g.name
                """.formatted(Primary.ONLY))
                .param("user", userId)
                .query((row, number) -> new Group(row.getString("name"), Scopes.parse(row.getString("scope"))))
                .list();
    }

    /**
     * Hands the members of a group to {@code consumer} in the order of their names, one at a time. Call it in a transaction,
     * else the driver reads everything first.
     *
     * @param limit how many at most; 0 for all
     */
    public void forEachMember(String name, int limit, Consumer<Member> consumer) {
        var query = jdbc.sql("""
                SELECT u.id, u.username, m.added_at
                  FROM group_members m JOIN users u ON u.id = m.user_id
                 WHERE m.group_name = :name AND %s
                 ORDER BY u.username
                 LIMIT :limit
                """.formatted(Primary.ONLY))
                .param("name", name)
                .param("limit", limit == 0 ? null : limit, Types.BIGINT)
                .withFetchSize(1000)
                .query((row, number) -> new Member(
                        row.getObject("id", UUID.class),
                        row.getString("username"),
                        row.getTimestamp("added_at").toInstant()));
        try (var members = query.stream()) {
            members.forEach(consumer);
        }
    }

    /** False when there is a group of this name already. */
    boolean insert(Group group) {
        return jdbc.sql("""
                INSERT INTO groups (name, scopes) VALUES (:name, string_to_array(:scope, ' ')) ON CONFLICT DO NOTHING
                """)
                        .param("name", group.name())
                        .param("scope", group.scopes().toString())
                        .update()
                == 1;
    }

    /** Keeps others from changing groups and their members until the transaction ends. */
    public void lockAll() {
        Rows.any(jdbc.sql("LOCK TABLE groups, group_members IN SHARE ROW EXCLUSIVE MODE")
                .update());
    }

    /** Reads a group and keeps its scopes and its members as they are until the transaction ends. */
    Optional<GroupListing> lock(String name) {
        // The lock that a change takes anyway, before the row: see lockAll().
        Rows.any(jdbc.sql("LOCK TABLE groups IN ROW EXCLUSIVE MODE").update());
        // A second statement, because members were added until the first one had the lock.
        return jdbc.sql("SELECT name FROM groups WHERE name = :name FOR UPDATE")
                .param("name", name)
                .query(String.class)
                .optional()
                .flatMap(this::find);
    }

    /** Call it when the group is locked. */
    void setScopes(Group group) {
        Rows.one(
                checked(() -> jdbc.sql("UPDATE groups SET scopes = string_to_array(:scope, ' ') WHERE name = :name")
                        .param("name", group.name())
                        .param("scope", group.scopes().toString())
                        .update()),
                "the group");
    }

    /** Deletes a group; its members lose what it gave them. */
    void delete(String name) {
        Rows.one(
                jdbc.sql("DELETE FROM groups WHERE name = :name")
                        .param("name", name)
                        .update(),
                "the group");
    }

    /**
     * Adds users to groups: the first user to the first group, and so on. A user who is in the group already is left out. All
     * groups and users must be there.
     *
     * @return how many were added
     * @throws GroupLimitException when a user would have too many groups or scopes
     */
    public int addMembers(List<UUID> users, List<String> groups) {
        return checked(() -> jdbc.sql("""
                INSERT INTO group_members (group_name, user_id)
                SELECT DISTINCT added.name, added.id
                  FROM unnest(:groups::text[], :users::uuid[]) AS added (name, id)
                 ORDER BY added.name, added.id
                ON CONFLICT DO NOTHING
                """)
                .param("groups", groups.toArray(String[]::new))
                .param("users", Ids.array(users))
                .update());
    }

    boolean removeMember(String name, UUID userId) {
        return jdbc.sql("DELETE FROM group_members WHERE group_name = :name AND user_id = :user")
                        .param("name", name)
                        .param("user", userId)
                        .update()
                == 1;
    }

    /** The names that no group has. */
    public List<String> missing(Collection<String> names) {
        return jdbc.sql("""
                SELECT wanted.name FROM unnest(:names::text[]) AS wanted (name)
                 WHERE NOT EXISTS (SELECT FROM groups g WHERE g.name = wanted.name) AND
                """ + Primary.ONLY)
                .param("names", names.toArray(String[]::new))
                .query((row, number) -> row.getString("name"))
                .list();
    }

    /** What a user has, with the groups; empty when there is no such user. */
    Optional<Scopes> scopesOf(UUID userId) {
        return jdbc.sql("SELECT array_to_string(scopes, ' ') FROM users WHERE id = :user")
                .param("user", userId)
                .query(String.class)
                .optional()
                .map(Scopes::parse);
    }

    private static int checked(IntSupplier statement) {
        try {
            return statement.getAsInt();
        } catch (DataIntegrityViolationException e) {
            throw GroupLimitException.of(e);
        }
    }

    /** As the audit log has it. */
    static Map<String, String> details(Group group) {
        return group.scopes().isEmpty()
                ? Map.of()
                : Map.of("scope", group.scopes().toString());
    }

    private static GroupListing map(ResultSet row, int number) throws SQLException {
        return new GroupListing(
                new Group(row.getString("name"), Scopes.parse(row.getString("scope"))),
                row.getLong("members"),
                row.getTimestamp("created_at").toInstant());
    }
}
