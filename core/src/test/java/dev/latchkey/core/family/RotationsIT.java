package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.Timeouts;
import dev.latchkey.core.jdbc.Ids;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Families that are moved on, and read, by one statement: as if each were alone. */
class RotationsIT {

    private static final String HASH = "{argon2}x";

    /** A statement that waits for a lock fails soon. */
    private static final Timeouts IMPATIENT =
            new Timeouts(Duration.ofSeconds(2), Duration.ofMillis(900), Duration.ofSeconds(5));

    private static ConnectionSettings settings;
    private static JdbcClient sql;
    private static Database database;
    private static Rotations rotations;
    private static UUID alice;
    private static UUID disabled;
    private static UUID app;
    private static UUID another;

    @BeforeAll
    static void start() {
        settings = TestDatabase.fresh();
        var dataSource = DataSources.forServer(settings, IMPATIENT);
        sql = JdbcClient.create(dataSource);
        database = new Database(dataSource);
        rotations = new Rotations(sql);
        database.partitions().extend();
        alice = addUser("alice");
        disabled = addUser("disabled");
        app = addClient("app");
        another = addClient("another");
    }

    @Test
    void eachOfManyIsTreatedAsIfItWereAlone() {
        List<Case> together = everyCase();
        List<Case> alone = everyCase();
        sql.sql("UPDATE users SET disabled_at = now() WHERE id = :id")
                .param("id", disabled)
                .update();
        Map<Integer, Family> rotated =
                rotations.many(together.stream().map(Case::rotation).toList());
        assertThat(rotated).hasSize(6);
        for (int place = 0; place < together.size(); place++) {
            String name = together.get(place).name();
            Rotation other = alone.get(place).rotation();
            Optional<Family> many = Optional.ofNullable(rotated.get(place));
            Optional<Family> one = rotations.rotate(other);
            assertThat(many.map(Family::generation)).as(name).isEqualTo(one.map(Family::generation));
            assertThat(many.map(Family::scopes)).as(name).isEqualTo(one.map(Family::scopes));
            UUID id = together.get(place).rotation().familyId();
            assertThat(row(id)).as(name).isEqualTo(row(other.familyId()));
            assertThat(many.map(Family::id).orElse(id)).as(name).isEqualTo(id);
        }
    }

    private record Case(String name, Rotation rotation) {}

    private static List<Case> everyCase() {
        UUID revoked = begin(alice, app);
        database.families().revoke(revoked, "test");
        UUID idle = begin(alice, app);
        set(idle, "created_at = now() - interval '2 h', idle_until = now() - interval '1 s'");
        UUID over = begin(alice, app);
        set(
                over,
                "created_at = now() - interval '2 h', idle_until = now() - interval '1 s', expires_at = now() - interval '1 s'");
        UUID ending = begin(alice, app);
        set(ending, "idle_until = now() + interval '1 h', expires_at = now() + interval '1 h'");
        UUID later = begin(alice, app);
        set(later, "generation = 41");
        return List.of(
                new Case("live", rotation(begin(alice, app), 0, app, "")),
                new Case("of another client", rotation(begin(alice, another), 0, another, "")),
                new Case("a scope that was granted", rotation(begin(alice, app), 0, app, "write")),
                new Case("all that was granted", rotation(begin(alice, app), 0, app, "read write")),
                new Case("more than was granted", rotation(begin(alice, app), 0, app, "admin read")),
                new Case("a later generation", rotation(later, 41, app, "")),
                new Case("the generation before", rotation(later, 40, app, "")),
                new Case("the generation to come", rotation(begin(alice, app), 1, app, "")),
                new Case("with the wrong client", rotation(begin(alice, app), 0, another, "")),
                new Case("revoked", rotation(revoked, 0, app, "")),
                new Case("rested too long", rotation(idle, 0, app, "")),
                new Case("over", rotation(over, 0, app, "")),
                new Case("soon over", rotation(ending, 0, app, "")),
                new Case("of a disabled user", rotation(begin(disabled, app), 0, app, "")),
                new Case("unknown", rotation(Ids.next(), 0, app, "")));
    }

    /** What of a row does not depend on when it was made. */
    private static Optional<String> row(UUID family) {
        return sql.sql("""
                SELECT (generation, scope, revoked_reason, status_index IS NULL,
                        round(extract(epoch FROM idle_until - now()) / 60), idle_until = expires_at)::text AS row
                  FROM tokens WHERE id = :id
                """)
                .param("id", family)
                .query((row, number) -> row.getString("row"))
                .optional();
    }

    @Test
    void theSameRotationTwiceMovesTheFamilyOnce() {
        Rotation rotation = rotation(begin(alice, app), 0, app, "");
        assertThat(rotations.many(List.of(rotation, rotation, rotation))).hasSize(1);
        assertThat(generation(rotation)).isEqualTo(1);
    }

    @Test
    void aLockedFamilyHoldsNobodyUp() throws Exception {
        List<Rotation> wanted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            wanted.add(rotation(begin(alice, app), 0, app, ""));
        }
        try (Connection administrator = DataSources.direct(settings).getConnection()) {
            administrator.setAutoCommit(false);
            JdbcClient.create(new SingleConnectionDataSource(administrator, true))
                    .sql("UPDATE tokens SET revoked_at = now(), revoked_reason = 'test' WHERE id = :id")
                    .param("id", wanted.get(2).familyId())
                    .update();
            assertThat(rotations.many(wanted)).containsOnlyKeys(0, 1, 3, 4);
            administrator.rollback();
        }
        assertThat(generation(wanted.get(2))).isZero();
        assertThat(generation(wanted.get(4))).isEqualTo(1);
    }

    @Test
    void manyAreReadAsIfEachWereAlone() {
        UUID live = begin(alice, app);
        UUID revoked = begin(alice, app);
        database.families().revoke(revoked, "test");
        UUID resting = begin(alice, another);
        set(resting, "created_at = now() - interval '2 h', idle_until = now() - interval '1 s'");
        UUID over = begin(alice, app);
        set(
                over,
                "created_at = now() - interval '2 h', idle_until = now() - interval '1 s', expires_at = now() - interval '1 s'");
        List<UUID> ids = List.of(Ids.next(), live, revoked, resting, live, over);
        Map<Integer, Family> found = database.families().findManyLive(ids);
        assertThat(found).containsOnlyKeys(1, 3, 4);
        for (int place = 0; place < ids.size(); place++) {
            assertThat(Optional.ofNullable(found.get(place)))
                    .isEqualTo(database.families().findLive(ids.get(place)));
        }
    }

    /** The plans are kept: one that was made when a partition was empty must still be good when it is full. */
    @Test
    void noPlanReadsAWholeTableThatWasEmptyWhenItWasMade() throws Exception {
        try (Connection connection =
                DataSources.forServer(TestDatabase.fresh(), IMPATIENT).getConnection()) {
            var dataSource = new SingleConnectionDataSource(connection, true);
            JdbcClient jdbc = JdbcClient.create(dataSource);
            Database empty = new Database(dataSource);
            empty.partitions().extend();
            jdbc.sql("VACUUM ANALYZE").update();
            List<Rotation> unknown = List.of(rotation(Ids.next(), 0, app, ""), rotation(Ids.next(), 0, app, ""));
            List<UUID> ids = unknown.stream().map(Rotation::familyId).toList();
            for (int i = 0; i < 10; i++) {
                assertThat(new Rotations(jdbc).rotate(unknown.get(0))).isEmpty();
                assertThat(new Rotations(jdbc).many(unknown)).isEmpty();
                assertThat(empty.families().findLive(ids.get(0))).isEmpty();
                assertThat(empty.families().findManyLive(ids)).isEmpty();
                assertThat(empty.families().findRefreshable(ids.get(0))).isEmpty();
                assertThat(empty.families().findState(ids.get(0), app, Duration.ZERO))
                        .isEmpty();
            }
            List<String> statements = jdbc.sql(
                            "SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%JOIN tokens t %' OR statement LIKE '% tokens t%users u%'")
                    .query((row, number) -> row.getString(1))
                    .list();
            assertThat(statements).as("two for one and for many, two for one").hasSize(6);
            // So that the plan shows what it would do in each partition.
            jdbc.sql("SET enable_partition_pruning = off").update();
            for (String statement : statements) {
                assertThat(scans(jdbc, statement))
                        .hasSizeGreaterThan(5)
                        .allMatch(
                                scan -> scan.contains("_pkey on ") || scan.matches("-> +(Function|Subquery) Scan .*"));
            }
        }
    }

    private static List<String> scans(JdbcClient jdbc, String statement) {
        jdbc.sql("PREPARE again AS " + statement).update();
        long parameters = Pattern.compile("\\$\\d+")
                .matcher(statement)
                .results()
                .map(MatchResult::group)
                .distinct()
                .count();
        String nothing = String.join(", ", Collections.nCopies(Math.toIntExact(parameters), "NULL"));
        List<String> plan = jdbc.sql("EXPLAIN (COSTS off) EXECUTE again (" + nothing + ")")
                .query((row, number) -> row.getString(1))
                .list();
        jdbc.sql("DEALLOCATE again").update();
        return plan.stream()
                .map(String::strip)
                .filter(line -> line.contains("Scan "))
                .toList();
    }

    private static int generation(Rotation rotation) {
        return sql.sql("SELECT generation FROM tokens WHERE id = :id")
                .param("id", rotation.familyId())
                .query(Integer.class)
                .single();
    }

    private static void set(UUID family, String changes) {
        sql.sql("UPDATE tokens SET " + changes + " WHERE id = :id")
                .param("id", family)
                .update();
    }

    private static Rotation rotation(UUID family, int generation, UUID client, String scopes) {
        return new Rotation(family, generation, client, Duration.ofDays(14), Scopes.parse(scopes), null);
    }

    private static UUID begin(UUID user, UUID client) {
        return database.families()
                .begin(new NewFamily(
                        user,
                        Accounts.VERSION,
                        client,
                        "password",
                        Scopes.parse("read write"),
                        Duration.ofDays(30),
                        Duration.ofDays(7),
                        null,
                        null))
                .orElseThrow()
                .id();
    }

    private static UUID addUser(String name) {
        return database.userChanges()
                .add(new Username(name), Profile.EMPTY, Scopes.parse("read write"), HASH, Attribution.of("test"))
                .orElseThrow();
    }

    private static UUID addClient(String name) {
        return database.clients()
                .add(
                        NewClient.confidential(name)
                                .grants(EnumSet.complementOf(EnumSet.of(GrantType.AUTHORIZATION_CODE)))
                                .scopes(Scopes.parse("read write"))
                                .build(),
                        ClientSecret.hash("secret"),
                        Attribution.of("test"))
                .orElseThrow();
    }
}
