package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.DatabaseFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The partitions of a database whose clock is, or was, wrong. */
class TokenPartitionsIT {

    private static final Duration AHEAD = Duration.ofDays(14);

    private final ConnectionSettings settings = TestDatabase.fresh();
    private final DataSource dataSource = DataSources.direct(settings);
    private final JdbcClient sql = JdbcClient.create(dataSource);
    private final Database database = new Database(dataSource);
    private final TokenPartitions partitions = database.partitions();

    /** Has the function take another time for now. */
    @BeforeEach
    void clock() {
        sql.sql("CREATE SCHEMA wrong").update();
        sql.sql("CREATE TABLE wrong.clock (ahead interval)").update();
        sql.sql("INSERT INTO wrong.clock VALUES ('0')").update();
        sql.sql("""
                CREATE FUNCTION wrong.now() RETURNS timestamptz LANGUAGE sql STABLE
                AS 'SELECT pg_catalog.now() + ahead FROM wrong.clock'
                """).update();
        sql.sql("ALTER FUNCTION tokens_extend(interval, interval) SET search_path = public, wrong, pg_catalog, pg_temp")
                .update();
    }

    private void setAhead(String interval) {
        sql.sql("UPDATE wrong.clock SET ahead = :ahead::interval")
                .param("ahead", interval)
                .update();
    }

    private Duration ahead() {
        return Duration.between(database.now(), partitions.coverage().until());
    }

    private List<Instant> bounds() {
        return sql.sql("SELECT from_time FROM token_partitions UNION SELECT to_time FROM token_partitions ORDER BY 1")
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .list();
    }

    @ParameterizedTest
    @ValueSource(strings = {"91 days", "800 days", "20 days", "-20 days", "-10 years"})
    void afterAWrongClockThereIsOneForNow(String offset) {
        setAhead(offset);
        assertThat(partitions.extend()).isPositive();
        assertThat(ahead()).as("from now on").isLessThan(Duration.ofMinutes(1));
        setAhead("0");
        assertThat(partitions.extend()).isPositive();
        assertThat(ahead()).isGreaterThan(AHEAD.minusHours(1));
        assertThat(partitions.extend()).isZero();
    }

    @Test
    void aGapIsFilledUpToTheNextPartition() {
        setAhead("5 days");
        partitions.extend();
        Instant next = bounds().getFirst();
        setAhead("0");
        assertThat(partitions.extend()).isEqualTo(2);
        assertThat(bounds()).contains(next).isSorted();
        assertThat(bounds().getFirst()).isBefore(database.now());
        assertThat(ahead()).isGreaterThan(AHEAD);
    }

    /** An administrator who changes a large group, and users who change their passwords meanwhile. */
    @Test
    @Timeout(30)
    void noChangeOfUsersWaitsBehindIt() {
        setAhead("-10 days");
        partitions.extend();
        setAhead("0");
        database.transactions().run(() -> {
            sql.sql("LOCK TABLE users IN ROW EXCLUSIVE MODE").update();
            assertThat(new Database(DataSources.direct(settings)).partitions().extend())
                    .isZero();
        });
        assertThat(partitions.extend()).isPositive();
    }

    @Test
    void theFirstDayOfAllIsCovered() {
        setAhead("-" + (database.now().getEpochSecond() - 3600) + " seconds");
        assertThat(partitions.extend()).isPositive();
        assertThat(bounds().getFirst()).isEqualTo(Instant.EPOCH);
    }

    /** Sessions of the first partition are still there, and those of the next ones have ended. */
    @Test
    void whatWasDroppedIsNotMadeAgain() {
        setAhead("-60 days");
        partitions.extend();
        setAhead("-40 days");
        partitions.extend();
        setAhead("0");
        partitions.extend();
        sql.sql("""
                INSERT INTO tokens (id, idle_until, grant_type, scope, expires_at, revoked_at, revoked_reason)
                SELECT uuid_from_time(from_time), now() + interval '1 day', 'password', '', now() + interval '1 day', now(), 'test'
                  FROM token_partitions ORDER BY from_time LIMIT 1
                """).update();
        assertThat(partitions.dropEnded()).isGreaterThan(2);
        assertThat(partitions.extend()).isZero();
        assertThat(partitions.countEnded()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"20 days", "800 days"})
    void afterAWrongClockNoneIsWiderThanTheOthers(String offset) {
        partitions.extend();
        setAhead(offset);
        partitions.extend();
        setAhead("0");
        partitions.extend();
        // An eighth of the 30 days that a session may rest for.
        assertThat(sql.sql("SELECT max(to_time - from_time) <= interval '90 hours' FROM token_partitions")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Asia/Kathmandu"})
    void boundsAreWholeHoursOfUtc(String zone) {
        sql.sql("ALTER FUNCTION tokens_extend(interval, interval) SET timezone = '" + zone + "'")
                .update();
        partitions.extend();
        assertThat(bounds()).allMatch(bound -> bound.equals(bound.truncatedTo(ChronoUnit.HOURS)));
    }

    @Test
    void aRowWithoutAPartitionIsAnOutageAndABrokenRuleIsNot() {
        assertThat(kindOf("gen_random_uuid(), now()")).isEqualTo(DatabaseFailure.Kind.UNAVAILABLE);
        partitions.extend();
        assertThat(kindOf("uuid_from_time(now()), now() + interval '1 day'")).isEqualTo(DatabaseFailure.Kind.OTHER);
    }

    private DatabaseFailure.Kind kindOf(String idAndIdle) {
        try {
            sql.sql("INSERT INTO tokens (id, idle_until, grant_type, scope, expires_at) SELECT " + idAndIdle
                            + ", 'password', '', now()")
                    .update();
        } catch (DataIntegrityViolationException e) {
            return DatabaseFailure.of(e).orElseThrow().kind();
        }
        throw new AssertionError("It was taken");
    }
}
