package dev.latchkey.server.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.server.fixture.ClientJwt;
import dev.latchkey.server.fixture.DpopClient;
import dev.latchkey.server.fixture.DpopKey;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestJwk;
import dev.latchkey.server.fixture.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Proofs and assertions at two servers of one database: none is accepted twice, whatever the clock of the client says. */
class TwoServersIT {

    private static final String TOKEN = "/oauth2/token";
    private static final String[] OWN = {"grant_type", "client_credentials"};
    private static final DpopKey KEY = DpopKey.es256();
    private static final TestJwk SIGNER = TestJwk.of("ES256", "one");

    private static TestServer one;
    private static TestServer other;
    private static DpopClient prover;

    @BeforeAll
    static void start() {
        ConnectionSettings database = TestDatabase.fresh();
        one = TestServer.start(database);
        other = TestServer.start(database, "latchkey.issuer=" + one.base());
        prover = DpopClient.confidential(one, TestClient.named("prover").addTo(one))
                .with(KEY);
        TestClient.named("signer").authentication(TestJwk.registered(SIGNER)).addTo(one);
        one.reload();
        other.reload();
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    private static Answer prove(TestServer server, String proof) {
        return prover.at(server.http()).tokenWith(proof, OWN);
    }

    private static DpopKey.Draft draft() {
        return KEY.draft("POST", one.base() + TOKEN);
    }

    private static Answer sign(TestServer server, String assertion) {
        return ClientJwt.postSigned(server.http(), assertion, TOKEN, OWN);
    }

    /** How many of ten requests at once succeed, at both servers by turns. */
    private static long accepted(Function<TestServer, Answer> request) throws Exception {
        List<Callable<Answer>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(() -> request.apply(one));
            all.add(() -> request.apply(other));
        }
        return accepted(all);
    }

    private static long accepted(List<Callable<Answer>> requests) throws Exception {
        int accepted = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
            for (Future<Answer> answer : threads.invokeAll(requests)) {
                int status = answer.get().status();
                assertThat(status).isIn(200, 400, 401);
                accepted += status == 200 ? 1 : 0;
            }
        }
        return accepted;
    }

    @Test
    void aProofIsAcceptedOnceWithClocksUpToFiveMinutesOff() throws Exception {
        for (int skew = -300; skew <= 300; skew += 50) {
            long iat = Instant.now().getEpochSecond() + skew;
            String proof = draft().claim("iat", iat).sign();
            assertThat(accepted(server -> prove(server, proof)))
                    .as("%d s", skew)
                    .isEqualTo(skew == 0 || skew == -50 ? 1 : 0);
            String nonce = prove(one, draft().claim("iat", iat - 600).sign()).header("DPoP-Nonce");
            String fresh = draft().claim("iat", iat).claim("nonce", nonce).sign();
            assertThat(accepted(server -> prove(server, fresh)))
                    .as("%d s, with a nonce", skew)
                    .isEqualTo(1);
        }
    }

    @Test
    void anAssertionIsAcceptedOnceWithClocksUpToFiveMinutesOff() throws Exception {
        for (int skew = -300; skew <= 300; skew += 50) {
            long iat = Instant.now().getEpochSecond() + skew;
            String assertion = ClientJwt.of("signer", SIGNER, one.http())
                    .claim("iat", iat)
                    .claim("exp", iat + 330)
                    .signed();
            // Ahead of the server it is refused, and one that is behind is good until its end.
            assertThat(accepted(server -> sign(server, assertion)))
                    .as("%d s", skew)
                    .isEqualTo(skew <= 0 ? 1 : 0);
        }
    }

    @Test
    void inAFloodOfIdsEachIsAcceptedOnce() throws Exception {
        int ids = 200;
        List<Callable<Answer>> requests = new ArrayList<>();
        for (int i = 0; i < ids; i++) {
            String proof = draft().claim("jti", UUID.randomUUID().toString()).sign();
            String assertion = ClientJwt.of("signer", SIGNER, one.http()).signed();
            for (TestServer server : List.of(one, other, one)) {
                requests.add(() -> prove(server, proof));
                requests.add(() -> sign(server, assertion));
            }
        }
        assertThat(accepted(requests)).isEqualTo(2L * ids);
    }
}
