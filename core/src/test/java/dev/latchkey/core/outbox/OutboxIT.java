package dev.latchkey.core.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.SingleConnection;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.jdbc.Ids;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class OutboxIT {

    private static final Set<String> LETTERS = Set.of("letter");
    private static final int SERVERS = 8;

    private static final List<SingleConnection> CONNECTIONS = new ArrayList<>();
    private static JdbcClient sql;
    private static Outbox outbox;

    @BeforeAll
    static void start() {
        ConnectionSettings settings = TestDatabase.fresh();
        sql = JdbcClient.create(DataSources.direct(settings));
        for (int i = 0; i < SERVERS; i++) {
            CONNECTIONS.add(new SingleConnection(settings));
        }
        outbox = CONNECTIONS.getFirst().database().outbox();
    }

    @AfterAll
    static void stop() {
        CONNECTIONS.forEach(SingleConnection::close);
    }

    @BeforeEach
    void empty() {
        sql.sql("DELETE FROM outbox").update();
    }

    private static UUID add() {
        return outbox.add(Message.Content.letter("letter", Ids.next(), "alice@example.com", "de"));
    }

    private static List<UUID> claim() {
        return outbox.claim(LETTERS, Set.of(), 10).stream().map(Message::id).toList();
    }

    /** As if that much time had passed. */
    private static void pass(String interval) {
        sql.sql("UPDATE outbox SET next_at = next_at - :i::interval, created_at = created_at - :i::interval")
                .param("i", interval)
                .update();
    }

    private static long secondsUntilNextTry() {
        return sql.sql("SELECT round(extract(epoch FROM next_at - now())) FROM outbox")
                .query(Long.class)
                .single();
    }

    @Test
    void aMessageIsClaimedAsItWasAdded() {
        Message.Content content = Message.Content.letter("letter", Ids.next(), "alice@example.com", "de");
        UUID id = outbox.add(content);
        Message claimed = outbox.claim(LETTERS, Set.of(), 10).getFirst();
        assertThat(claimed.id()).isEqualTo(id);
        assertThat(claimed.content()).isEqualTo(content);
        assertThat(claimed.attempts()).isEqualTo(1);
        assertThat(String.valueOf(claimed)).doesNotContain("alice");
    }

    @Test
    void whatIsClaimedIsLeftAloneUntilTheClaimEnds() {
        UUID id = add();
        assertThat(claim()).containsExactly(id);
        assertThat(claim()).isEmpty();
        pass("59 seconds");
        assertThat(claim()).isEmpty();
        pass("2 seconds");
        assertThat(claim()).containsExactly(id);
    }

    @Test
    void theWaitDoublesUpToAQuarterOfAnHour() {
        add();
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            claim();
            waits.add(secondsUntilNextTry());
            sql.sql("UPDATE outbox SET next_at = now()").update();
        }
        assertThat(waits).containsExactly(60L, 120L, 240L, 480L, 900L, 900L);
        sql.sql("UPDATE outbox SET attempts = 100000").update();
        assertThat(claim()).hasSize(1);
    }

    @Test
    void onlyKindsThatTheServerKnowsAreClaimed() {
        outbox.add(Message.Content.letter("another", Ids.next(), "alice@example.com", null));
        assertThat(claim()).isEmpty();
        assertThat(outbox.claim(Set.of("another"), Set.of(), 1)).hasSize(1);
    }

    @Test
    void messagesOfBusyClientsAreLeftAlone() {
        UUID busy = Ids.next();
        UUID free = Ids.next();
        add();
        outbox.add(new Message.Content("letter", Ids.next(), busy, Ids.next(), null, null));
        outbox.add(new Message.Content("letter", Ids.next(), free, Ids.next(), null, null));
        assertThat(outbox.claim(LETTERS, Set.of(busy), 10))
                .extracting(message -> Objects.toString(message.content().clientId()))
                .containsExactlyInAnyOrder("null", free.toString());
        assertThat(outbox.claim(LETTERS, Set.of(), 10))
                .extracting(message -> Objects.toString(message.content().clientId()))
                .containsExactly(busy.toString());
    }

    @Test
    void eachMessageIsOneServersAtATime() throws Exception {
        Set<UUID> added = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            added.add(add());
        }
        List<UUID> claimed = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(SERVERS)) {
            List<Callable<List<UUID>>> servers = CONNECTIONS.stream()
                    .<Callable<List<UUID>>>map(connection -> () -> {
                        List<UUID> own = new ArrayList<>();
                        List<Message> last;
                        do {
                            last = connection.database().outbox().claim(LETTERS, Set.of(), 7);
                            last.forEach(message -> own.add(message.id()));
                        } while (!last.isEmpty());
                        return own;
                    })
                    .toList();
            for (Future<List<UUID>> server : threads.invokeAll(servers, 60, TimeUnit.SECONDS)) {
                claimed.addAll(server.get());
            }
        }
        assertThat(claimed).hasSameSizeAs(added).containsExactlyInAnyOrderElementsOf(added);
    }

    @Test
    void whatWasDeliveredIsForgottenAndAFailureIsKept() {
        UUID delivered = add();
        UUID failing = add();
        outbox.delivered(delivered);
        outbox.failed(failing, "x".repeat(1000));
        Outbox.Waiting waiting = outbox.waiting();
        assertThat(waiting.count()).isEqualTo(1);
        assertThat(waiting.failure()).contains("x".repeat(300));
        assertThat(waiting.oldest()).isPresent();
        outbox.delivered(failing);
        assertThat(outbox.waiting().count()).isZero();
    }

    @Test
    void aMessageOfADayAgoIsNotSentButPurged() {
        add();
        pass("25 hours");
        assertThat(claim()).isEmpty();
        UUID young = add();
        assertThat(outbox.countOver()).isEqualTo(1);
        assertThat(outbox.purge(10)).isEqualTo(1);
        assertThat(claim()).containsExactly(young);
    }

    @Test
    void whatIsAddedInATransactionThatFailsIsNotThere() {
        assertThatThrownBy(
                        () -> CONNECTIONS.getFirst().database().transactions().run(() -> {
                            add();
                            throw new IllegalStateException("undone");
                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(claim()).isEmpty();
    }

    @Test
    void anAddressThatIsTooLongIsRefused() {
        @Nullable String address = "a".repeat(321);
        assertThatThrownBy(() -> outbox.add(Message.Content.letter("letter", Ids.next(), address, null)))
                .hasMessageContaining("outbox_address_length");
    }
}
