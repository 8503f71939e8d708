package dev.latchkey.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.SingleConnection;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class RateLimitsIT {

    /** The transaction of one that waited for the row began before the one that it waited for. */
    @Test
    void ofTwoAtOnceBothGetTheLastTwoTokens() {
        ConnectionSettings settings = TestDatabase.fresh();
        Quota two = new Quota(2, Duration.ofHours(1));
        try (SingleConnection waiting = new SingleConnection(settings);
                SingleConnection first = new SingleConnection(settings)) {
            Duration second = waiting.database().transactions().in(() -> {
                // Sets the time of the transaction.
                waiting.database().rateLimits().countFull();
                assertThat(first.database().rateLimits().take("test", "a", two)).isZero();
                return waiting.database().rateLimits().take("test", "a", two);
            });
            assertThat(second).isZero();
            assertThat(first.database().rateLimits().take("test", "a", two))
                    .isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
        }
    }

    @Test
    void afterAWrongClockABucketIsFull() {
        Quota two = new Quota(2, Duration.ofHours(1));
        ConnectionSettings settings = TestDatabase.fresh();
        try (SingleConnection connection = new SingleConnection(settings)) {
            RateLimits limits = connection.database().rateLimits();
            assertThat(limits.take("test", "a", two)).isZero();
            JdbcClient.create(DataSources.direct(settings))
                    .sql("UPDATE rate_limits SET full_at = full_at + interval '3 days'")
                    .update();
            assertThat(limits.take("test", "a", two)).isZero();
            assertThat(limits.take("test", "a", two)).isZero();
            assertThat(limits.take("test", "a", two)).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
        }
    }
}
