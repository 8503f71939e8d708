package dev.latchkey.server.logout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that changes while a logout token for it waits. */
class WaitingLogoutIT {

    private static final Attribution BY = Attribution.of("test");
    private static final Duration SOON = Duration.ofSeconds(20);

    private LogoutReceiver before;
    private LogoutReceiver after;
    private TestServer server;
    private TestUser user;

    /** The first receiver has refused one token. */
    @BeforeEach
    void leaveATokenWaiting() throws Exception {
        before = new LogoutReceiver();
        after = new LogoutReceiver();
        server = TestServer.startWatchful(TestDatabase.fresh(), "latchkey.fetch.private-hosts=127.0.0.1");
        TestClient app = TestClient.named("app")
                .redirects(WebFlow.REDIRECT_URI)
                .scope("openid")
                .told(before.uri())
                .addTo(server);
        user = TestUser.add(server.database(), "alice");
        WebFlow browser = WebFlow.of(server, app);
        browser.redeem(browser.code(user, "scope", "openid")).expect(200);
        before.answer(503);
        server.database().sessionChanges().endAllOfUser(user.id(), BY);
        before.awaitRefused(1);
        Waiting.until(
                "the failure is noted",
                SOON,
                () -> server.database().outbox().waiting().failure().isPresent());
        before.answer(200);
    }

    @AfterEach
    void stop() {
        server.close();
        before.close();
        after.close();
    }

    private Client client() {
        return server.database().clients().findByClientId("app").orElseThrow();
    }

    private void setUri(String uri) {
        server.update(
                "UPDATE clients SET backchannel_logout_uri = nullif(:uri, '') WHERE client_id = 'app'", "uri", uri);
        server.reload();
    }

    private void tryAgain() {
        server.update("UPDATE outbox SET next_at = now()");
    }

    private void untilNothingWaits() {
        Waiting.until(
                "the outbox is empty",
                SOON,
                () -> server.database().outbox().waiting().count() == 0);
    }

    private void assertNoneTaken() {
        assertThat(before.taken()).isEmpty();
        assertThat(after.taken()).isEmpty();
        assertThat(before.refused()).hasSize(1);
    }

    @Test
    void theTokenGoesWhereTheClientIsNow() throws Exception {
        setUri(after.uri());
        tryAgain();
        LogoutReceiver.verify(after.await(1).getFirst(), server, "app");
        untilNothingWaits();
        assertThat(before.taken()).isEmpty();
        assertThat(before.refused()).hasSize(1);
    }

    @Test
    void aClientThatWantsNoTokensAnyMoreGetsNone() {
        setUri("");
        tryAgain();
        untilNothingWaits();
        assertNoneTaken();
    }

    @Test
    void aDeletedClientGetsNone() {
        server.database().clientChanges().delete(client(), BY);
        assertThat(server.database().outbox().waiting().count()).isZero();
        server.reload();
        assertNoneTaken();
    }

    /** The schema deletes what waits; a message may still be added by a statement that saw the client before. */
    @Test
    void aMessageForADisabledClientIsDropped() {
        Client client = client();
        server.database().clientChanges().disable(client, BY);
        server.reload();
        assertThat(server.database().outbox().waiting().count()).isZero();
        server.database().outbox().add(new Message.Content("logout", user.id(), client.id(), Ids.next(), null, null));
        untilNothingWaits();
        assertNoneTaken();
    }

    @Test
    void aMessageForAClientThatIsNotKnownWaits() {
        server.database().outbox().add(new Message.Content("logout", user.id(), Ids.next(), Ids.next(), null, null));
        Waiting.until(
                "both were tried",
                SOON,
                () -> Objects.equals(
                        server.sql()
                                .sql("SELECT count(*) FROM outbox WHERE failure LIKE 'the client cannot be read%'")
                                .query(Integer.class)
                                .single(),
                        1));
        assertNoneTaken();
    }
}
