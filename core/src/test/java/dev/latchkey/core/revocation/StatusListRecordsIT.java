package dev.latchkey.core.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.Scopes;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class StatusListRecordsIT {

    private static final int SIZE = 100;

    private JdbcClient sql;
    private Database database;
    private StatusListRecords lists;

    @BeforeEach
    void open() {
        DataSource dataSource = DataSources.direct(TestDatabase.fresh());
        sql = JdbcClient.create(dataSource);
        database = new Database(dataSource);
        lists = database.statusLists();
        database.partitions().extend();
    }

    @Test
    void aListIsMadeOnceAndKeepsItsSeed() {
        lists.create(0);
        byte[] seed = lists.findSeeds().get(0L);
        lists.create(0);
        assertThat(lists.findSeeds()).containsOnlyKeys(0L);
        assertThat(lists.findSeeds().get(0L)).isEqualTo(seed).hasSize(32);
        lists.create(1);
        assertThat(lists.findSeeds().get(1L)).isNotEqualTo(seed);
    }

    @Test
    void anIndexIsFoundByItsPlace() {
        LongStream.range(0, 2).forEach(lists::create);
        Permutation order =
                new Permutation(Objects.requireNonNull(lists.findSeeds().get(1L)));
        assertThat(lists.findIndex(1, order.place(7))).contains(StatusListRecords.SIZE + 7L);
        assertThat(lists.findIndex(2, 7)).isEmpty();
    }

    /** List 2 was made while list 1 was being filled, so list 0 was full; the oldest partition begins a day ago. */
    @Test
    void aListEndsWhenAllPartitionsOfItsTimeAreGone() {
        LongStream.range(0, 4).forEach(lists::create);
        assertThat(lists.deleteEnded(SIZE)).isZero();
        madeHoursAgo(0, 96);
        madeHoursAgo(1, 72);
        // Within the day that is left for clocks.
        madeHoursAgo(2, 47);
        assertThat(lists.deleteEnded(SIZE)).isZero();
        madeHoursAgo(2, 50);
        assertThat(lists.deleteEnded(SIZE)).isEqualTo(1);
        assertThat(lists.findSeeds()).containsOnlyKeys(1L, 2L, 3L);
    }

    @Test
    void theTwoNewestListsNeverEnd() {
        lists.create(7);
        lists.create(8);
        madeHoursAgo(7, 10_000);
        madeHoursAgo(8, 10_000);
        assertThat(lists.deleteEnded(SIZE)).isZero();
    }

    @Test
    void aListStaysForAClientWhoseIndexIsInItAndForWhatWasRevoked() {
        sql.sql("SELECT setval('token_status_index', 149)").query(Long.class).single();
        addClient();
        sql.sql("INSERT INTO revoked_statuses (status_index) VALUES (299)").update();
        LongStream.range(0, 6).forEach(list -> {
            lists.create(list);
            madeHoursAgo(list, 1000);
        });
        assertThat(lists.deleteEnded(SIZE)).isEqualTo(2);
        assertThat(lists.findSeeds()).containsOnlyKeys(1L, 2L, 4L, 5L);
        sql.sql("DELETE FROM clients").update();
        // The index of the deleted client is remembered for as long as its tokens may live.
        assertThat(lists.deleteEnded(SIZE)).isZero();
        sql.sql("DELETE FROM revoked_statuses").update();
        assertThat(lists.deleteEnded(SIZE)).isEqualTo(2);
        assertThat(lists.findSeeds()).containsOnlyKeys(4L, 5L);
    }

    @Test
    void whatEndsTheTokensOfAClientGivesItAnotherIndex() {
        addClient();
        long first = statusIndex();
        sql.sql("UPDATE clients SET name = 'renamed', disabled_at = NULL").update();
        assertThat(statusIndex()).isEqualTo(first);
        assertThat(revoked()).isEmpty();
        sql.sql("UPDATE clients SET disabled_at = now()").update();
        long second = statusIndex();
        sql.sql("UPDATE clients SET disabled_at = NULL").update();
        assertThat(statusIndex()).isEqualTo(second);
        sql.sql("UPDATE clients SET tokens_not_before = now()").update();
        long third = statusIndex();
        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
        assertThat(revoked()).containsExactlyInAnyOrder(first, second);
        sql.sql("DELETE FROM clients").update();
        assertThat(revoked()).containsExactlyInAnyOrder(first, second, third);
    }

    private long statusIndex() {
        return database.clients().findAll().getFirst().statusIndex();
    }

    private List<Long> revoked() {
        return RevokedStatusesIT.indexes(database.revokedStatuses().readAll());
    }

    private void madeHoursAgo(long list, int hours) {
        sql.sql("UPDATE status_lists SET created_at = now() - :hours * interval '1 hour' WHERE list = :list")
                .param("hours", hours)
                .param("list", list)
                .update();
    }

    private void addClient() {
        assertThat(database.clients()
                        .add(
                                NewClient.confidential("app")
                                        .grants(EnumSet.complementOf(EnumSet.of(GrantType.AUTHORIZATION_CODE)))
                                        .scopes(Scopes.parse("read"))
                                        .build(),
                                ClientSecret.hash("secret"),
                                Attribution.of("test")))
                .isPresent();
    }
}
