package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Hashing;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A sign-in on the page while the server has more passwords to hash than it takes on. */
class SignInLoadIT {

    @Test
    void theExcessIsAPageThatOffersToTryAgain() throws Exception {
        try (TestServer server = TestServer.start(
                        TestDatabase.fresh(),
                        "latchkey.password.hashing-threads=1",
                        "latchkey.password.hashing-queue=1");
                ExecutorService threads = Executors.newCachedThreadPool()) {
            TestClient app =
                    TestClient.named("app").redirects(WebFlow.REDIRECT_URI).addTo(server);
            TestClient other = TestClient.named("other").addTo(server);
            TestUser slow = TestUser.addWithBcrypt(server.database(), "slow", 14);
            TestUser alice = TestUser.add(server.database(), "alice");
            WebFlow browser = WebFlow.of(server, app);
            Answer page = browser.open().expect(200);
            Future<Answer> hashed = Hashing.occupyTheOnlyThread(
                    server, threads, () -> server.http().signIn(other, slow));
            Future<Answer> waiting = threads.submit(() -> server.http().signIn(other, slow));
            Hashing.untilMoreWait(server, 0);

            Answer busy = browser.signIn(page, alice);
            String html = busy.expectPage(503);
            assertThat(busy.header("Retry-After")).matches("[1-9]\\d*");
            // The button asks for the form again, and the request of the application is not lost.
            assertThat(html)
                    .contains("temporarily_unavailable", "href=\"/sign-in?", "state=state-1")
                    .doesNotContain(alice.password());
            assertThat(browser.cookies()).doesNotContainKey("latchkey");
            for (Future<Answer> busyOne : List.of(hashed, waiting)) {
                busyOne.get().expect(200);
            }
            assertThat(browser.answerOf(browser.follow(browser.signIn(page, alice))))
                    .containsKey("code");
        }
    }
}
