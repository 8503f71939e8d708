package dev.latchkey.core.account;

import dev.latchkey.core.group.Groups;
import dev.latchkey.core.jdbc.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Adds many accounts with one statement. */
public final class ManyUsers {

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
        Map<UUID, Boolean> inserted = insertFree(identified);
        List<String> leftOut = identified.stream()
                .filter(one -> !inserted.containsKey(one.id()))
                .map(Identified::username)
                .toList();
        Map<String, UUID> there = leftOut.isEmpty() ? Map.of() : findIds(leftOut);
        // An address that was verified for another account at this moment stands in the way of the whole row.
        List<Identified> raced = identified.stream()
                .filter(one -> one.user().emailVerified()
                        && !inserted.containsKey(one.id())
                        && !there.containsKey(one.username()))
                .map(one -> new Identified(one.id(), one.user().unverified()))
                .toList();
        inserted.putAll(raced.isEmpty() ? Map.of() : insertFree(raced));
        join(identified.stream().filter(one -> inserted.containsKey(one.id())).toList());
        return identified.stream()
                .map(one -> inserted.containsKey(one.id())
                        ? new Arrival(Arrival.Kind.ADDED, one.id(), inserted.get(one.id()))
                        : leftOut(one, there))
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
        UUID existing = there.get(one.username());
        return existing == null
                ? new Arrival(Arrival.Kind.ID_TAKEN, null, false)
                : Arrival.existing(one.user(), existing);
    }

    /** Returns the ids of the added accounts, and whether their addresses are verified. */
    private Map<UUID, Boolean> insertFree(List<Identified> users) {
        Map<UUID, Boolean> inserted = new HashMap<>();
        // The id of a client counts as taken: the sub claim has the one or the other. Of several accounts with one
        // verified
        // address the first keeps it so.
        jdbc.sql("""
                INSERT INTO users (id, username, email, full_name, password_hash, password_changed_at, scopes, disabled_at,
                                   email_verified_at, factor_required_at, valid_until)
                SELECT id::uuid, username, email, full_name, hash, CASE WHEN hash IS NULL THEN NULL ELSE now() END,
                       string_to_array(scope, ' '), CASE WHEN disabled = 'true' THEN now() END,
                       CASE WHEN verified = 'true' AND email IS NOT NULL
                             AND row_number() OVER (PARTITION BY verified, lower(email) ORDER BY place) = 1
                             AND NOT EXISTS (SELECT FROM users u
                                              WHERE lower(u.email) = lower(added.email) AND u.email_verified_at IS NOT NULL)
                            THEN now() END,
                       CASE WHEN factor = 'true' THEN now() END, until::timestamptz
                  FROM unnest(:ids::text[], :usernames::text[], :emails::text[], :names::text[], :hashes::text[],
                              :scopes::text[], :disabled::text[], :verified::text[], :factors::text[],
                              :untils::text[]) WITH ORDINALITY
                    AS added (id, username, email, full_name, hash, scope, disabled, verified, factor, until, place)
                 WHERE NOT EXISTS (SELECT FROM clients WHERE clients.client_id = added.id)
                   AND NOT EXISTS (SELECT FROM clients WHERE clients.id = added.id::uuid)
                ON CONFLICT DO NOTHING
                RETURNING id, email_verified_at IS NOT NULL AS verified
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
                        "verified",
                        column(users, one -> Boolean.toString(one.user().emailVerified())))
                .param(
                        "factors",
                        column(users, one -> Boolean.toString(one.user().factorRequired())))
                .param(
                        "untils",
                        column(users, one -> Objects.toString(one.user().validUntil(), null)))
                .query(row -> {
                    inserted.put(row.getObject("id", UUID.class), row.getBoolean("verified"));
                });
        return inserted;
    }

    /** The ids of those accounts that there are, by their names. */
    public Map<String, UUID> findIds(List<String> usernames) {
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
