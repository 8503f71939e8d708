package dev.latchkey.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.SingleConnection;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.limit.SignInFailures.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class SignInFailuresIT {

    private static final BackOff TWO = new BackOff(2, Duration.ofMinutes(5), Duration.ofMinutes(15));

    private final ConnectionSettings settings = TestDatabase.fresh();

    private static Bucket bucket(int tokens) {
        return new Bucket("test", "192.0.2.1", new Quota(tokens, Duration.ofHours(1)));
    }

    @Test
    void anAttemptThatTheAddressHasToWaitForIsNotCountedForTheAccount() {
        try (SingleConnection connection = new SingleConnection(settings)) {
            SignInFailures failures = connection.database().signInFailures();
            assertThat(failures.begin(bucket(1), "alice", "", TWO)).isEqualTo(new Waits(Duration.ZERO, Duration.ZERO));
            for (int i = 0; i < 3; i++) {
                Waits waits = failures.begin(bucket(1), "alice", "", TWO);
                assertThat(waits.address()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
                assertThat(waits.account()).isZero();
            }
            assertThat(failures.begin("alice", "", TWO)).as("the second of two").isZero();
            assertThat(failures.begin("alice", "", TWO)).isPositive();
        }
    }

    @Test
    void anAccountThatHasToWaitIsToldSoAlthoughTheAddressHasATokenLeft() {
        try (SingleConnection connection = new SingleConnection(settings)) {
            SignInFailures failures = connection.database().signInFailures();
            for (int i = 0; i < 2; i++) {
                assertThat(failures.begin(bucket(9), "alice", "", TWO).account())
                        .isZero();
            }
            Waits waits = failures.begin(bucket(9), "alice", "", TWO);
            assertThat(waits.address()).isZero();
            assertThat(waits.account()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
            failures.succeeded(bucket(9), "alice", "");
            assertThat(failures.begin(bucket(9), "alice", "", TWO).account())
                    .as("forgotten")
                    .isZero();
        }
    }

    @Test
    void afterAWrongClockAnAccountDoesNotWaitForThatTime() {
        try (SingleConnection connection = new SingleConnection(settings)) {
            SignInFailures failures = connection.database().signInFailures();
            assertThat(failures.begin("carol", "", TWO)).isZero();
            JdbcClient.create(DataSources.direct(settings))
                    .sql("UPDATE sign_in_failures SET retry_at = retry_at + interval '3 days'")
                    .update();
            assertThat(failures.begin("carol", "", TWO)).as("the second of two").isZero();
            assertThat(failures.begin("carol", "", TWO)).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        }
    }

    @Test
    void attemptsAtOnceTakeNoMoreThanThereIsAndNeverLockEachOtherOut() throws Exception {
        int threads = 8;
        CyclicBarrier barrier = new CyclicBarrier(threads);
        try (ExecutorService crowd = Executors.newFixedThreadPool(threads)) {
            List<Future<Integer>> granted = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                granted.add(crowd.submit(() -> {
                    try (SingleConnection connection = new SingleConnection(settings)) {
                        SignInFailures failures = connection.database().signInFailures();
                        for (int round = 0; round < 50; round++) {
                            failures.begin(bucket(1000), "bob", "", TWO);
                            failures.succeeded(bucket(1000), "bob", "");
                        }
                        barrier.await();
                        return failures.begin(
                                                bucket(5),
                                                "alice",
                                                "",
                                                new BackOff(99, Duration.ofMinutes(5), Duration.ofMinutes(5)))
                                        .address()
                                        .isZero()
                                ? 1
                                : 0;
                    }
                }));
            }
            int sum = 0;
            for (Future<Integer> one : granted) {
                sum += one.get();
            }
            assertThat(sum).isLessThanOrEqualTo(5);
        }
    }

    @Test
    void aCountDoesNotWaitForTheDiskAndItsConnectionDoesAgainAfterwards() {
        JdbcClient jdbc = JdbcClient.create(DataSources.direct(settings));
        jdbc.sql("CREATE TABLE commits (synchronous text)").update();
        jdbc.sql("""
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN INSERT INTO commits VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$
                """).update();
        for (String table : List.of("rate_limits", "sign_in_failures")) {
            jdbc.sql("CREATE CONSTRAINT TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON " + table
                            + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note()")
                    .update();
        }
        try (SingleConnection connection = new SingleConnection(settings)) {
            SignInFailures failures = connection.database().signInFailures();
            RateLimits limits = connection.database().rateLimits();
            failures.begin(bucket(9), "alice", "", TWO);
            failures.succeeded(bucket(9), "alice", "");
            failures.begin("alice", "", TWO);
            failures.takeBack("alice", "");
            failures.begin("alice", "", TWO);
            failures.succeeded("alice", "");
            limits.take("test", "192.0.2.1", bucket(9).quota());
            limits.giveBack("test", "192.0.2.1", bucket(9).quota());
            assertThat(commits(jdbc)).hasSize(10).containsOnly("off");
            connection
                    .database()
                    .transactions()
                    .run(() -> limits.take("test", "192.0.2.1", bucket(9).quota()));
            assertThat(commits(jdbc)).as("with others").hasSize(11).contains("on");
        }
    }

    private static List<String> commits(JdbcClient jdbc) {
        return jdbc.sql("SELECT synchronous FROM commits")
                .query((row, number) -> row.getString("synchronous"))
                .list();
    }
}
