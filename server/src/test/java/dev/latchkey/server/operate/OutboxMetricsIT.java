package dev.latchkey.server.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.server.fixture.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an operator sees of messages that wait. */
class OutboxMetricsIT {

    private static final String COUNT = "latchkey_outbox_waiting{kind=\"letter\"}";
    private static final String AGE = "latchkey_outbox_oldest_seconds{kind=\"letter\"}";

    private static double value(TestServer server, String series) {
        server.bean(StateMetrics.class).read();
        return server.management()
                .get("/actuator/prometheus")
                .expect(200)
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(-1.0);
    }

    @Test
    void lettersThatWaitAreCountedWhereMailIsSent() {
        try (TestServer server = TestServer.start(
                        TestDatabase.fresh(),
                        "latchkey.mail.host=127.0.0.1",
                        "latchkey.mail.port=1",
                        "latchkey.mail.tls=off",
                        "latchkey.mail.from=accounts@example.com");
                TestServer without = TestServer.start(server.settings())) {
            assertThat(value(server, COUNT)).isZero();
            assertThat(value(server, AGE)).isZero();
            server.database()
                    .outbox()
                    .add(Message.Content.letter("password-changed", UUID.randomUUID(), "a@example.com", null));
            server.update(
                    "UPDATE outbox SET created_at = now() - interval '20 minutes', next_at = now() + interval '1 h'");
            assertThat(value(server, COUNT)).isEqualTo(1);
            assertThat(value(server, AGE)).isBetween(1_199.0, 1_300.0);
            assertThat(value(server, COUNT.replace("letter", "logout"))).isZero();
            assertThat(value(without, COUNT)).as("its letters wait for nothing").isEqualTo(-1);
            assertThat(value(without, COUNT.replace("letter", "logout"))).isZero();
        }
    }
}
