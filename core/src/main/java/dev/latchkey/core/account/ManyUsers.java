package dev.latchkey.core.account;

import dev.latchkey.core.group.Groups;
import dev.latchkey.core.jdbc.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Adds many accounts with one statement. */
final class ManyUsers {

    private final JdbcClient jdbc;

    ManyUsers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An account that is to be added, with the id that it brought or is given. */
    private record Identified(UUID id, NewUser user) {

        Identified(NewUser user) {
            this(user.id() == null ? Ids.next() : user.id(), user);
        }

        String username() {
            return user.username().value();
        }
    }

    /**
     * Adds those accounts whose names and ids are free.
     *
     * @param users no name and no id twice
     * @return the result for each account, in their order
     * @throws dev.latchkey.core.group.GroupLimitException when an account would have too many groups or scopes
     */
    List<Arrival> insert(List<NewUser> users) {
        users.forEach(user -> user.username().requireNew());
        List<Identified> identified = users.stream().map(Identified::new).toList();
        Set<UUID> inserted = Set.copyOf(insertFree(identified));
        join(identified.stream().filter(one -> inserted.contains(one.id())).toList());
        List<String> leftOut = identified.stream()
                .filter(one -> one.user().id() != null && !inserted.contains(one.id()))
                .map(Identified::username)
                .toList();
        Map<String, UUID> there = leftOut.isEmpty() ? Map.of() : findIds(leftOut);
        return identified.stream()
                .map(one -> inserted.contains(one.id()) ? Arrival.ADDED : leftOut(one, there))
                .toList();
    }

    /** After the accounts, whose rows nothing else knows yet: see {@link Groups}. */
    private void join(List<Identified> added) {
        List<UUID> users = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        added.forEach(one -> one.user().groups().forEach(group -> {
            users.add(one.id());
            groups.add(group);
        }));
        if (!users.isEmpty()) {
            new Groups(jdbc).addMembers(users, groups);
        }
    }

    private static Arrival leftOut(Identified one, Map<String, UUID> there) {
        if (one.user().id() == null) {
            return Arrival.EXISTED;
        }
        UUID existing = there.get(one.username());
        return existing == null ? Arrival.ID_TAKEN : existing.equals(one.id()) ? Arrival.EXISTED : Arrival.OTHER_ID;
    }

    private List<UUID> insertFree(List<Identified> users) {
        // The id of a client counts as taken: the sub claim has the one or the other.
        return jdbc.sql("""
                INSERT INTO users (id, username, email, full_name, password_hash, password_changed_at, scopes, disabled_at,
                                   valid_until)
                SELECT id::uuid, username, email, full_name, hash, CASE WHEN hash IS NULL THEN NULL ELSE now() END,
                       string_to_array(scope, ' '), CASE WHEN disabled = 'true' THEN now() END, until::timestamptz
                  FROM unnest(:ids::text[], :usernames::text[], :emails::text[], :names::text[], :hashes::text[],
                              :scopes::text[], :disabled::text[], :untils::text[])
                    AS added (id, username, email, full_name, hash, scope, disabled, until)
                 WHERE NOT EXISTS (SELECT FROM clients WHERE clients.client_id = added.id)
                   AND NOT EXISTS (SELECT FROM clients WHERE clients.id = added.id::uuid)
                ON CONFLICT DO NOTHING
                RETURNING id
                """)
                .param("ids", column(users, one -> one.id().toString()))
                .param("usernames", column(users, Identified::username))
                .param("emails", column(users, one -> one.user().profile().email()))
                .param("names", column(users, one -> one.user().profile().fullName()))
                .param("hashes", column(users, one -> one.user().passwordHash()))
                .param("scopes", column(users, one -> one.user().scopes().toString()))
                .param(
                        "disabled",
                        column(users, one -> Boolean.toString(one.user().disabled())))
                .param(
                        "untils",
                        column(users, one -> Objects.toString(one.user().validUntil(), null)))
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    private Map<String, UUID> findIds(List<String> usernames) {
        Map<String, UUID> ids = new HashMap<>();
        jdbc.sql("SELECT username, id FROM users WHERE username = ANY (:usernames::text[])")
                .param("usernames", usernames.toArray(String[]::new))
                .query(row -> {
                    ids.put(row.getString("username"), row.getObject("id", UUID.class));
                });
        return ids;
    }

    private static @Nullable String[] column(List<Identified> users, Function<Identified, @Nullable String> value) {
        @Nullable String[] column = new @Nullable String[users.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(users.get(i));
        }
        return column;
    }
}
