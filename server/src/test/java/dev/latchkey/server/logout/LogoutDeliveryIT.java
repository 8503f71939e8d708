package dev.latchkey.server.logout;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Logout tokens on their way: receivers that are down or refuse, and servers that stop or are several. */
class LogoutDeliveryIT extends ToldClient {

    @Test
    void aReceiverThatIsDownForAnHourGetsEverythingOnce() throws Exception {
        receiver.answer(503);
        server.database().sessionChanges().endAllOfUser(user.id(), BY);
        receiver.awaitRefused(1);
        Waiting.until(
                "the failure is noted",
                Duration.ofSeconds(20),
                () -> server.database().outbox().waiting().failure().isPresent());
        assertThat(server.database().outbox().waiting().failure()).contains("app answered with status 503");
        passAnHour();
        receiver.awaitRefused(2);
        // The same message, made anew.
        Set<String> ids = new HashSet<>();
        for (String token : receiver.refused()) {
            ids.add(LogoutReceiver.verify(token, server, "app").getJWTID());
        }
        assertThat(ids).hasSize(1);
        receiver.answer(204);
        passAnHour();
        assertThat(LogoutReceiver.verify(receiver.await(1).getFirst(), server, "app")
                        .getJWTID())
                .isEqualTo(ids.iterator().next());
        assertThat(waiting()).isZero();
        assertThat(receiver.taken()).hasSize(1);
    }

    private static void passAnHour() {
        Waiting.until(
                "the claim ends",
                Duration.ofSeconds(20),
                () -> server.update(
                                "UPDATE outbox SET next_at = next_at - interval '1 hour', created_at = created_at - interval '1 hour'"
                                        + " WHERE failure IS NOT NULL AND next_at > now()")
                        == 1);
    }

    @Test
    void aTokenThatTheClientRefusesIsNotSentAgain() {
        receiver.answer(400);
        server.database().sessionChanges().endAllOfUser(user.id(), BY);
        receiver.awaitRefused(1);
        assertThat(waiting()).isZero();
        assertThat(receiver.refused()).hasSize(1);
    }

    @Test
    void aDisabledClientIsToldNothingMore() {
        TestClient second = told("second").addTo(server);
        WebFlow flow = WebFlow.of(server, second);
        flow.redeem(flow.code(user, "scope", "openid")).expect(200);
        receiver.answer(503);
        server.database().sessionChanges().endAllOfUser(user.id(), BY);
        receiver.awaitRefused(2);
        server.database()
                .clientChanges()
                .disable(server.database().clients().findByClientId("second").orElseThrow(), BY);
        assertThat(server.sql()
                        .sql("SELECT client_id FROM outbox")
                        .query(UUID.class)
                        .list())
                .containsExactly(client.id());
        server.update("DELETE FROM outbox");
    }

    /** As {@code latchkey user disable} does while no server runs. */
    @Test
    void whatEndedWhileNoServerRanIsToldByTheNextOne() throws Exception {
        ConnectionSettings settings = TestDatabase.fresh();
        TestUser alice;
        TestServer first = TestServer.start(settings, LISTED);
        try (first) {
            TestClient app = told("app").addTo(first);
            alice = TestUser.add(first.database(), "alice");
            WebFlow flow = WebFlow.of(first, app);
            flow.redeem(flow.code(alice, "scope", "openid")).expect(200);
        }
        Database database = new Database(DataSources.direct(settings));
        database.userChanges().disable(alice.in(database), BY);
        assertThat(receiver.taken()).isEmpty();
        try (TestServer second = TestServer.start(settings, LISTED)) {
            JWTClaimsSet claims = LogoutReceiver.verify(receiver.await(1).getFirst(), second, "app");
            assertThat(claims.getSubject()).isEqualTo(alice.id().toString());
        }
    }

    @Test
    void twoServersTellNothingTwice() throws Exception {
        int sessions = 40;
        for (int i = 0; i < sessions; i++) {
            WebFlow flow = WebFlow.of(server, client);
            flow.redeem(flow.code(user, "scope", "openid")).expect(200);
        }
        try (TestServer second = TestServer.start(server.settings(), LISTED, "latchkey.issuer=" + server.base())) {
            assertThat(second.base()).isNotEqualTo(server.base());
            server.database().sessionChanges().endAllOfUser(user.id(), BY);
            receiver.await(sessions + 1);
            assertThat(waiting()).isZero();
        }
        Set<String> ids = new HashSet<>();
        Set<String> sids = new HashSet<>();
        for (String token : receiver.taken()) {
            JWTClaimsSet claims = LogoutReceiver.verify(token, server, "app");
            ids.add(claims.getJWTID());
            sids.add(claims.getStringClaim("sid"));
        }
        assertThat(receiver.taken()).hasSize(sessions + 1);
        assertThat(ids).hasSize(sessions + 1);
        assertThat(sids).hasSize(sessions + 1);
    }

    /** By default no client makes the server ask this machine. */
    @Test
    void aReceiverOnThisMachineIsAskedOnlyIfItIsListed() {
        ConnectionSettings settings = TestDatabase.fresh();
        try (TestServer strict = TestServer.start(settings)) {
            TestClient app = told("app").addTo(strict);
            TestUser alice = TestUser.add(strict.database(), "alice");
            WebFlow flow = WebFlow.of(strict, app);
            flow.redeem(flow.code(alice, "scope", "openid")).expect(200);
            strict.database().sessionChanges().endAllOfUser(alice.id(), BY);
            Waiting.until(
                    "the failure is noted",
                    Duration.ofSeconds(20),
                    () -> strict.database().outbox().waiting().failure().isPresent());
            assertThat(strict.database().outbox().waiting().failure().orElseThrow())
                    .contains("latchkey.fetch.private-hosts");
            assertThat(receiver.taken()).isEmpty();
        }
    }
}
