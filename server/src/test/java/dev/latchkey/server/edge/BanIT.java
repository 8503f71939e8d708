package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.limit.Bans;
import dev.latchkey.core.limit.Network;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Networks that an administrator keeps out. */
class BanIT {

    private static final Attribution ADMIN = new Attribution("admin@console", "guesses passwords");

    /** A second is promised; a busy machine gets more. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static TestServer server;
    private static Bans bans;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh(), "latchkey.trusted-proxies=127.0.0.1");
        bans = server.database().bans();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aBanHoldsOnARunningServerAndSoDoesLiftingIt() {
        Network network = Network.parse("192.0.2.0/24");
        get("192.0.2.7").expect(200);
        bans.add(network, null, ADMIN);
        Waiting.until("banned", LIMIT, () -> get("192.0.2.7").status() == 403);
        get("192.0.2.7").expectProblem(403);
        get("192.0.3.7").expect(200);
        bans.lift(network, ADMIN);
        Waiting.until("lifted", LIMIT, () -> get("192.0.2.7").status() == 200);
    }

    @Test
    void aBanEndsByItself() {
        bans.add(Network.parse("2001:db8::/48"), Duration.ofHours(1), ADMIN);
        server.reload();
        get("2001:db8:0:1::7").expect(403);
        server.update("UPDATE bans SET expires_at = now() + interval '1 second'");
        server.reload();
        Waiting.until("over", LIMIT, () -> get("2001:db8:0:1::7").status() == 200);
        Waiting.until("over for the database", LIMIT, () -> bans.findAll().isEmpty());
        assertThat(bans.purge(10)).isEqualTo(1);
    }

    private static Http.Answer get(String forwardedFor) {
        return server.http()
                .send(
                        server.http()
                                .request("/oauth2/jwks")
                                .header("X-Forwarded-For", forwardedFor)
                                .GET(),
                        null);
    }
}
