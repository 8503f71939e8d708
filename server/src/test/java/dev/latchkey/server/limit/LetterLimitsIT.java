package dev.latchkey.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Letters that visitors ask for, from many addresses. */
class LetterLimitsIT {

    private static final String PAGE = "/reset-password";

    /** Nothing listens there: what is queued waits. */
    private static final String[] RELAY = {
        "latchkey.mail.host=127.0.0.1",
        "latchkey.mail.port=1",
        "latchkey.mail.from=accounts@example.com",
        "latchkey.mail.tls=off",
        "latchkey.registration.enabled=true",
        "latchkey.trusted-proxies=127.0.0.0/8,::1"
    };

    private static TestServer start(String... settings) {
        String[] all = Arrays.copyOf(RELAY, RELAY.length + settings.length);
        System.arraycopy(settings, 0, all, RELAY.length, settings.length);
        return TestServer.start(TestDatabase.fresh(), all);
    }

    /** Asks for a link as a browser with that address. */
    private static Answer ask(TestServer server, String from, String typed) {
        WebFlow browser = WebFlow.of(server, new TestClient(new UUID(0, 0), "none", ""));
        Answer page = browser.get(PAGE).expect(200);
        return browser.exchange(
                server.http()
                        .request(PAGE)
                        .header("X-Forwarded-For", from)
                        .POST(BodyPublishers.ofString(Http.encode(WebFlow.form(page, "account", typed)))),
                Http.FORM);
    }

    @Test
    void aNetworkAndASiteHaveSoManyAndNoMore() {
        try (TestServer server = start("latchkey.limits.letter.from-network=2")) {
            // One /64.
            ask(server, "2001:db8:0:1::1", "a").expect(200);
            ask(server, "2001:db8:0:1::2", "b").expect(200);
            assertThat(ask(server, "2001:db8:0:1::3", "c").expect(429).header("RateLimit-Policy"))
                    .isEqualTo("\"letter\";q=2;w=3600");
            // Others of its /48: ten times as many.
            for (int i = 2; i < 20; i++) {
                ask(server, "2001:db8:0:" + i + "::1", "d" + i).expect(200);
            }
            assertThat(ask(server, "2001:db8:0:99::1", "e").expect(429).header("RateLimit-Policy"))
                    .isEqualTo("\"letter\";q=20;w=3600");
            ask(server, "2001:db8:1:1::1", "f").expect(200);
            // An IPv4 address has no neighbours that count with it.
            ask(server, "192.0.2.1", "g").expect(200);
            ask(server, "192.0.2.2", "h").expect(200);
        }
    }

    @Test
    void soManyWaitFromAllAddressesAndFurtherOnesAreDroppedWithTheSameAnswer() {
        try (TestServer server = start("latchkey.limits.letter.waiting=3");
                CapturedLog log = CapturedLog.start()) {
            String queued = ask(server, "192.0.2.1", "first").body();
            Waiting.until("the first was looked at", Duration.ofSeconds(20), () -> waiting(server) == 0);
            for (int i = 0; i < 3; i++) {
                server.database()
                        .outbox()
                        .add(new Message.Content(
                                "registration", null, null, null, "visitor" + i + "@example.com", "en"));
            }
            // They were not tried yet, and are not while this test runs.
            server.update("UPDATE outbox SET attempts = 0, next_at = now() + interval '1 hour'");
            for (int i = 0; i < 5; i++) {
                assertThat(ask(server, "192.0.2." + i, "typed" + i).expect(200).body())
                        .isEqualTo(queued);
            }
            assertThat(waiting(server)).isEqualTo(3);
            assertThat(server.metric("latchkey_letters_dropped_total")).isEqualTo(5);
            assertThat(log.lines().stream().filter(line -> line.text().contains("further ones are dropped")))
                    .hasSize(1);
            // A notice to the owner of an account is none of them.
            TestUser user = TestUser.add(server.database(), "alice");
            server.update("UPDATE users SET email_verified_at = now() WHERE id = :id", "id", user.id());
            server.database()
                    .userChanges()
                    .setPassword(user.in(server.database()), "{argon2}y", Attribution.of("test"));
            assertThat(waiting(server)).isEqualTo(4);
            // There is room again when they were sent.
            server.update("DELETE FROM outbox");
            Waiting.until("letters are queued again", Duration.ofSeconds(20), () -> {
                ask(server, "192.0.2.9", "again").expect(200);
                return waiting(server) > 0;
            });
        }
    }

    /** Letters to addresses whose mailbox is full for a day would keep those of everyone else away. */
    @Test
    void lettersThatTheRelayDidNotTakeDoNotCount() {
        try (TestServer server = start("latchkey.limits.letter.waiting=3")) {
            for (int i = 0; i < 3; i++) {
                server.database()
                        .outbox()
                        .add(new Message.Content(
                                "registration", null, null, null, "visitor" + i + "@example.com", "en"));
            }
            server.update("UPDATE outbox SET attempts = 1, next_at = now() + interval '1 hour'");
            ask(server, "192.0.2.1", "someone").expect(200);
            assertThat(server.metric("latchkey_letters_dropped_total")).isZero();
        }
    }

    private static int waiting(TestServer server) {
        return server.database().outbox().waiting().count();
    }
}
