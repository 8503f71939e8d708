package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Alone;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What takes long, or never ends, keeps nobody else waiting. */
@Alone
class DegradationIT {

    /** More than a server has threads, were there a thread for each. */
    private static final int CROWD = 300;

    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static TestServer server;
    private static Http http;
    private static TestClient client;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                TestDatabase.fresh(),
                "latchkey.database.pool-size=2",
                "latchkey.database.connection-timeout=5s",
                "latchkey.database.statement-timeout=500ms",
                "server.tomcat.connection-timeout=5s");
        http = server.http();
        client = TestClient.named("app").addTo(server);
        http.token(client, "grant_type", "client_credentials").expect(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void clientsThatSendTheirBodyByteByByte() throws IOException {
        slowly("POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + Http.FORM
                + "\r\nContent-Length: 100\r\n\r\ngrant_");
    }

    @Test
    void clientsThatSendTheirHeadersByteByByte() throws IOException {
        slowly("POST /oauth2/token HTTP/1.1\r\nHost: loc");
    }

    private static void slowly(String beginning) throws IOException {
        List<Socket> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < CROWD; i++) {
                Socket socket = new Socket("localhost", server.base().getPort());
                crowd.add(socket);
                write(socket, beginning);
            }
            for (Socket socket : crowd) {
                write(socket, "a");
            }
            assertOthersAreAnsweredAtOnce();
            // Who falls silent is shown the door.
            Socket silent = crowd.getLast();
            silent.setSoTimeout(15_000);
            assertThat(new String(silent.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain(" 200 ", " 500 ");
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Test
    void requestsThatWaitForAFullPool() throws Exception {
        String token = http.signIn(client, TestUser.add(server.database(), "alice"))
                .expect(200)
                .accessToken();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> waiting = new ArrayList<>();
            try (Connection first = server.dataSource().getConnection();
                    Connection second = server.dataSource().getConnection()) {
                assertThat(first).isNotSameAs(second);
                for (int i = 0; i < CROWD; i++) {
                    waiting.add(threads.submit(() -> http.me(token)));
                }
                assertOthersAreAnsweredAtOnce();
                for (Future<Answer> answer : waiting) {
                    answer.get().expectProblem(503);
                }
            }
            http.me(token).expect(200);
        }
    }

    private static void assertOthersAreAnsweredAtOnce() {
        long start = System.nanoTime();
        http.token(client, "grant_type", "client_credentials").expect(200);
        http.get("/oauth2/jwks").expect(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }

    @Test
    void aStatementThatWaitsForALockIsGivenUp() throws Exception {
        TestUser user = TestUser.add(server.database(), "bob");
        String token = http.signIn(client, user).expect(200).accessToken();
        try (Connection connection = DataSources.direct(server.settings()).getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
            long start = System.nanoTime();
            Answer answer = http.me(token).expectProblem(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            connection.rollback();
        }
        http.me(token).expect(200);
    }
}
