package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.Timeouts;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What a refresh costs the database: counted by the database itself, on the statement that the server runs. */
class RefreshCostIT {

    private static final Duration IDLE = Duration.ofDays(14);
    private static final String HASH = "{argon2}x";

    private static SingleConnectionDataSource connection;
    private static JdbcClient sql;
    private static Database database;
    private static Rotations rotations;
    private static UUID userId;
    private static UUID clientId;

    @BeforeAll
    static void start() throws SQLException {
        // One connection, so that what it counts and what it has prepared can be asked of it; planned as the server's
        // are.
        connection = new SingleConnectionDataSource(
                DataSources.forServer(TestDatabase.fresh(), Timeouts.DEFAULT).getConnection(), true);
        sql = JdbcClient.create(connection);
        database = new Database(connection);
        rotations = new Rotations(sql);
        database.partitions().extend();
        userId = database.userChanges()
                .add(new Username("alice"), Profile.EMPTY, Scopes.parse("read"), HASH, Attribution.of("test"))
                .orElseThrow();
        clientId = database.clients()
                .add(
                        NewClient.confidential("app")
                                .grants(GrantType.PASSWORD, GrantType.REFRESH_TOKEN)
                                .scopes(Scopes.parse("read"))
                                .build(),
                        ClientSecret.hash("secret"),
                        Attribution.of("test"))
                .orElseThrow();
        assertThat(partitions()).as("partitions of tokens").isGreaterThan(2);
        // A vacuum or analyze that runs meanwhile keeps old versions of rows, and with them pages full.
        sql.sql("""
                        DO $$
                        DECLARE
                            partition regclass;
                        BEGIN
                            FOR partition IN SELECT relation FROM token_partitions LOOP
                                EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', partition);
                            END LOOP;
                        END
                        $$
                        """).update();
    }

    @AfterAll
    static void stop() {
        connection.destroy();
    }

    @Test
    void refreshesTouchOnePartitionByItsPrimaryKeyAndAreHotUpdates() {
        Counters counted = undisturbed(RefreshCostIT::refreshOneByOne);
        assertThat(counted.updates()).isEqualTo(1000);
        assertThat(counted.hotUpdates()).isEqualTo(1000);
        assertThat(counted.sequentialScans()).isZero();
        assertThat(counted.indexScans()).isEqualTo(1000);
        assertThat(counted.updatedPartitions()).isEqualTo(1);
    }

    private static Counters refreshOneByOne() {
        List<UUID> families = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            families.add(begin());
        }
        Counters before = Counters.read();
        for (int generation = 0; generation < 5; generation++) {
            for (UUID family : families) {
                rotate(family, generation);
            }
        }
        return Counters.read().since(before);
    }

    /**
     * Counts again when not all updates were HOT, at most twice. A snapshot of another session keeps old versions, and with
     * them pages full; so does that of a connection to another database, for the moment in which it begins.
     */
    private static Counters undisturbed(Supplier<Counters> count) {
        Counters counted = count.get();
        for (int again = 0; again < 2 && counted.hotUpdates() < counted.updates(); again++) {
            counted = count.get();
        }
        return counted;
    }

    /** Sums over the partitions, and in how many of them anything happened. */
    private record Counters(
            long updates,
            long hotUpdates,
            long sequentialScans,
            long indexScans,
            int updatedPartitions,
            int scannedPartitions) {

        Counters since(Counters before) {
            return new Counters(
                    updates - before.updates,
                    hotUpdates - before.hotUpdates,
                    sequentialScans - before.sequentialScans,
                    indexScans - before.indexScans,
                    updatedPartitions,
                    scannedPartitions);
        }

        static Counters read() {
            assumeThat(version()).as("version 14 does not count at once").isGreaterThanOrEqualTo(150000);
            sql.sql("SELECT pg_stat_force_next_flush()")
                    .query((row, number) -> true)
                    .single();
            sql.sql("SELECT 1").query(Integer.class).single();
            sql.sql("SELECT pg_stat_clear_snapshot()")
                    .query((row, number) -> true)
                    .single();
            return sql.sql("""
                    SELECT sum(n_tup_upd) AS updates, sum(n_tup_hot_upd) AS hot, sum(s.seq_scan) AS seq, sum(i.idx_scan) AS idx,
                           count(*) FILTER (WHERE n_tup_upd > 0) AS updated,
                           count(*) FILTER (WHERE i.idx_scan > 0) AS scanned
                      FROM pg_stat_user_tables s
                      JOIN token_partitions p ON p.relation = s.relid
                      JOIN pg_stat_user_indexes i ON i.relid = s.relid AND i.indexrelname LIKE '%_pkey'
                    """)
                    .query((row, number) -> new Counters(
                            row.getLong("updates"),
                            row.getLong("hot"),
                            row.getLong("seq"),
                            row.getLong("idx"),
                            row.getInt("updated"),
                            row.getInt("scanned")))
                    .single();
        }
    }

    @Test
    void thePlanOfTheRefreshReadsOnePartitionAndRemovesTheOthersBeforeItRuns() {
        UUID family = begin();
        prepare(family);
        String plan = explain(family, 10);
        assertThat(plan).contains("Subplans Removed: " + (partitions() - 1)).doesNotContain("Seq Scan on tokens");
        assertThat(matches(plan, "Index Scan using tokens_\\w+_pkey on tokens_\\w+ t_\\d+ \\(actual"))
                .isEqualTo(1);
        assertThat(matches(plan, "Scan .*on tokens_")).as(plan).isEqualTo(1);
    }

    private static int version() {
        return sql.sql("SELECT current_setting('server_version_num')::int")
                .query(Integer.class)
                .single();
    }

    @Test
    void manyRefreshesInOneStatementTouchEachFamilyTwiceAndAreHotUpdates() {
        Counters counted = undisturbed(RefreshCostIT::refreshTogether);
        assertThat(counted.updates()).isEqualTo(300);
        assertThat(counted.hotUpdates()).isEqualTo(300);
        assertThat(counted.sequentialScans()).isZero();
        // Once to lock it and once to change it. Before version 16 a statement looks for all in each partition once.
        boolean looksEverywhere = version() < 160000;
        assertThat(counted.indexScans()).isEqualTo(300 + (looksEverywhere ? 10 * partitions() : 300));
        assertThat(counted.scannedPartitions()).isEqualTo(looksEverywhere ? partitions() : 1);
    }

    private static Counters refreshTogether() {
        List<UUID> families = new ArrayList<>();
        for (int i = 0; i < 420; i++) {
            UUID family = begin();
            // A page has room for a second row of a few of its families, not of all.
            if (i % 14 == 0) {
                families.add(family);
            }
        }
        Counters before = Counters.read();
        for (int generation = 0; generation < 10; generation++) {
            int now = generation;
            List<Rotation> wanted =
                    families.stream().map(family -> rotation(family, now)).toList();
            assertThat(rotations.many(wanted)).hasSize(families.size());
        }
        return Counters.read().since(before);
    }

    @Test
    void tenThousandRotationsCostTheSameEach() {
        UUID family = begin();
        prepare(family);
        explain(family, 10);
        int early = blocks(explain(family, 11));
        long sizeBefore = size();
        for (int generation = 12; generation < 10_000; generation++) {
            rotate(family, generation);
        }
        explain(family, 10_000);
        int late = blocks(explain(family, 10_001));
        assertThat(late).as("blocks touched by one refresh, %d before", early).isLessThanOrEqualTo(early + 5);
        assertThat(size() - sizeBefore).as("bytes that the table grew by").isLessThanOrEqualTo(4 * 8192L);
    }

    /** Refreshes ten times: the driver prepares a statement on the server when it has seen it often enough. */
    private static void prepare(UUID family) {
        for (int generation = 0; generation < 10; generation++) {
            rotate(family, generation);
        }
    }

    /** Runs the statement that the driver has prepared once more, and says what that took. */
    private static String explain(UUID family, int generation) {
        String name = sql.sql(
                        "SELECT name FROM pg_prepared_statements WHERE statement LIKE 'UPDATE tokens t%SELECT 1 AS place%'")
                .query(String.class)
                .single();
        return String.join(
                "\n",
                sql.sql(
                                "EXPLAIN (ANALYZE, BUFFERS, TIMING off, COSTS off) EXECUTE \"%s\" ('%s', %d, '%s', %d, 1, '', '', '')"
                                        .formatted(name, family, generation, clientId, IDLE.toSeconds()))
                        .query((row, number) -> row.getString(1))
                        .list());
    }

    private static int blocks(String plan) {
        Matcher matcher = Pattern.compile("Buffers: shared hit=(\\d+)").matcher(plan);
        assertThat(matcher.find()).as(plan).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static long size() {
        return sql.sql("SELECT sum(pg_table_size(relation)) FROM token_partitions")
                .query(Long.class)
                .single();
    }

    private static int partitions() {
        return sql.sql("SELECT count(*) FROM token_partitions")
                .query(Integer.class)
                .single();
    }

    private static long matches(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().count();
    }

    private static UUID begin() {
        return database.families()
                .begin(new NewFamily(
                        userId,
                        Accounts.VERSION,
                        clientId,
                        "password",
                        Scopes.parse("read"),
                        Duration.ofDays(30),
                        IDLE,
                        null,
                        null))
                .orElseThrow()
                .id();
    }

    private static Rotation rotation(UUID family, int generation) {
        return new Rotation(family, generation, clientId, IDLE, true, Scopes.NONE);
    }

    private static void rotate(UUID family, int generation) {
        assertThat(rotations.rotate(rotation(family, generation))).isPresent();
    }
}
