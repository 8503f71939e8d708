package dev.latchkey.server.logout;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.session.SessionFilter;
import dev.latchkey.core.session.SessionListing;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.PublishedList;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import dev.latchkey.server.operate.Maintenance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session whose time is over ends like one that was signed out. */
class ExpiredSessionIT {

    private LogoutReceiver receiver;
    private TestServer server;
    private Http http;
    private TestClient client;
    private TestUser user;

    /** Without offline_access, with it, and in another browser. */
    private Answer online;

    private Answer offline;
    private Answer elsewhere;
    private String sid;

    @BeforeEach
    void signIn() throws Exception {
        receiver = new LogoutReceiver();
        server = TestServer.start(TestDatabase.fresh(), "latchkey.fetch.private-hosts=127.0.0.1");
        http = server.http();
        client = TestClient.named("app")
                .redirects(WebFlow.REDIRECT_URI)
                .scope("read openid offline_access")
                .told(receiver.uri())
                .addTo(server);
        user = TestUser.add(server.database(), "alice");
        WebFlow browser = WebFlow.of(server, client);
        online = tokens(browser, "openid read");
        offline = tokens(browser, "openid read offline_access");
        elsewhere = tokens(WebFlow.of(server, client), "openid read");
        sid = SignedJWT.parse(online.text("id_token")).getJWTClaimsSet().getStringClaim("sid");
    }

    @AfterEach
    void stop() {
        server.close();
        receiver.close();
    }

    private Answer tokens(WebFlow browser, String scope) {
        return browser.redeem(browser.code(user, "scope", scope)).expect(200);
    }

    private void expire(String ago) {
        server.update(
                "UPDATE browser_sessions SET expires_at = now() - :ago::interval WHERE id = :id",
                "ago",
                ago,
                "id",
                UUID.fromString(sid));
    }

    private List<SessionListing> sessions() {
        List<SessionListing> sessions = new ArrayList<>();
        server.database().sessionListings().forEach(new SessionFilter(user.id(), null, false, 0), sessions::add);
        return sessions;
    }

    private void assertEnded() throws Exception {
        http.refresh(client, online.refreshToken()).expectError(400, "invalid_grant");
        assertThat(http.introspect(client, online.accessToken()).body()).isEqualTo("{\"active\":false}");
        http.userinfo(online.accessToken()).expect(401);
        Waiting.until(
                "the status list has it",
                Duration.ofSeconds(5),
                () -> PublishedList.isRevoked(http, online.accessToken()));
        JWTClaimsSet told = LogoutReceiver.verify(receiver.await(1).getFirst(), server, "app");
        assertThat(told.getStringClaim("sid")).isEqualTo(sid);
        http.refresh(client, offline.refreshToken()).expect(200);
        http.refresh(client, elsewhere.refreshToken()).expect(200);
        assertThat(PublishedList.isRevoked(http, offline.accessToken())).isFalse();
    }

    @Test
    void itsTokensEndAndItsClientsAreToldOnce() throws Exception {
        expire("1 minute");
        Maintenance maintenance = server.bean(Maintenance.class);
        maintenance.endExpiredSessions();
        assertEnded();
        assertThat(sessions())
                .extracting(SessionListing::state)
                .containsExactlyInAnyOrder(SessionListing.State.EXPIRED, SessionListing.State.LIVE);
        maintenance.endExpiredSessions();
        maintenance.run();
        Waiting.until(
                "the outbox is empty",
                Duration.ofSeconds(20),
                () -> server.database().outbox().waiting().count() == 0);
        assertThat(receiver.taken()).hasSize(1);
    }

    /** Its row is deleted then; what depends on it must not stay. */
    @Test
    void oneThatExpiredWhileNoServerRanEndsBeforeItIsForgotten() throws Exception {
        expire("25 hours");
        server.bean(Maintenance.class).run();
        assertThat(sessions()).hasSize(1);
        assertEnded();
    }
}
