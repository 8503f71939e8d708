package dev.latchkey.server.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.server.fixture.DeviceFlow;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two servers on one database: they agree. */
class DeviceRaceIT {

    private static final int POLLERS = 20;

    @Test
    void ofTwentyPollersOnTwoServersOneGetsTheTokens() throws Exception {
        ConnectionSettings database = TestDatabase.fresh();
        try (TestServer one = TestServer.start(database);
                TestServer two = TestServer.start(database);
                ExecutorService threads = Executors.newFixedThreadPool(POLLERS)) {
            TestClient tv = TestClient.named("tv")
                    .isPublic()
                    .grants(GrantType.DEVICE_CODE, GrantType.REFRESH_TOKEN)
                    .addTo(one);
            two.reload();
            TestUser alice = TestUser.add(one.database(), "alice");
            WebFlow browser = WebFlow.of(one, tv);

            DeviceFlow waiting = DeviceFlow.begin(one.http(), tv);
            waiting.poll().expectError(400, "authorization_pending");
            waiting.pollAt(two.http()).expectError(400, "slow_down");
            // Begun at the one, decided at the other.
            waiting.decide(browser.at(two.http(), tv), alice, "refuse");
            waiting.poll().expectError(400, "access_denied");

            for (int round = 0; round < 10; round++) {
                DeviceFlow flow = DeviceFlow.begin(one.http(), tv);
                flow.decide(browser, alice, "allow");
                CyclicBarrier barrier = new CyclicBarrier(POLLERS);
                List<Callable<Answer>> polls = new ArrayList<>();
                for (int i = 0; i < POLLERS; i++) {
                    Http at = i % 2 == 0 ? one.http() : two.http();
                    polls.add(() -> {
                        barrier.await(30, TimeUnit.SECONDS);
                        return flow.pollAt(at);
                    });
                }
                List<Answer> winners = new ArrayList<>();
                for (Future<Answer> poll : threads.invokeAll(polls)) {
                    Answer answer = poll.get(60, TimeUnit.SECONDS);
                    if (answer.status() == 200) {
                        winners.add(answer);
                    } else {
                        answer.expectError(400, "invalid_grant");
                    }
                }
                assertThat(winners).hasSize(1);
                two.http()
                        .post(
                                "/oauth2/token",
                                "grant_type",
                                "refresh_token",
                                "client_id",
                                "tv",
                                "refresh_token",
                                winners.getFirst().refreshToken())
                        .expect(200);
            }
        }
    }
}
