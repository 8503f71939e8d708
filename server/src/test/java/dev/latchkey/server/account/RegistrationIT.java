package dev.latchkey.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RegistrationIT {

    private static final String PASSWORD = "correct horse battery staple";

    private static TestServer server;
    private static Http http;
    private static TestClient client;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh(), "latchkey.registration.enabled=true");
        http = server.http();
        client = TestClient.named("app").scope("read write admin").addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itIsNotThereUnlessItIsSwitchedOn() {
        try (TestServer closed = TestServer.start(TestDatabase.fresh())) {
            Answer answer = closed.http().json("POST", "/register", null, account("eve", PASSWORD));
            assertThat(answer.status()).isEqualTo(404);
            assertThat(closed.sql()
                            .sql("SELECT count(*) FROM users")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void whoeverRegistersCanSignIn() {
        Answer answer = http.json(
                        "POST",
                        "/register",
                        null,
                        "{\"username\":\"Bob\",\"email\":\"bob@example.com\",\"full_name\":\"Bob B.\",\"password\":\""
                                + PASSWORD + "\"}")
                .expect(201);
        assertThat(answer.text("username")).isEqualTo("bob");
        assertThat(answer.body()).doesNotContain(PASSWORD).doesNotContain("argon2");
        assertThat(answer.header("Location")).isEqualTo("/users/me");
        Answer signedIn = http.signIn(client, new TestUser(UUID.randomUUID(), "bob", PASSWORD))
                .expect(200);
        assertThat(signedIn.text("scope")).isEqualTo("read write");
        assertThat(http.me(signedIn.accessToken()).text("full_name")).isEqualTo("Bob B.");
    }

    @Test
    void aNameThatIsTakenIs409HoweverItIsWritten() {
        http.json("POST", "/register", null, account("carol", PASSWORD)).expect(201);
        for (String name : List.of("carol", "CAROL", "ｃａｒｏｌ")) {
            Answer answer = http.json("POST", "/register", null, account(name, "another fine password"))
                    .expect(409);
            assertThat(answer.text("field")).isEqualTo("username");
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
        // The password is still the first one's.
        http.signIn(client, new TestUser(UUID.randomUUID(), "carol", PASSWORD)).expect(200);
    }

    @Test
    void ofManyWhoWantTheSameNameAtOnceOneGetsIt() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            CyclicBarrier barrier = new CyclicBarrier(8);
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(threads.submit(() -> {
                    barrier.await();
                    return http.json("POST", "/register", null, account("wanted", PASSWORD));
                }));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Answer> answer : answers) {
                statuses.add(answer.get().status());
            }
            assertThat(statuses).containsOnlyOnce(201);
            assertThat(statuses.stream().filter(status -> status == 409)).hasSize(7);
        }
    }

    @Test
    void badInputIs400WithTheFieldNamed() {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("{}", "username");
        bad.put("[]", "body");
        bad.put("{\"username\":\"dave\"}", "password");
        bad.put("{\"username\":1,\"password\":\"" + PASSWORD + "\"}", "username");
        bad.put("{\"username\":null,\"password\":\"" + PASSWORD + "\"}", "username");
        bad.put("{\"username\":\"dave\",\"password\":[]}", "password");
        bad.put(account("", PASSWORD), "username");
        bad.put(account("da ve", PASSWORD), "username");
        bad.put(account("da\\u0000ve", PASSWORD), "username");
        bad.put(account("da\\u001b[31mve", PASSWORD), "username");
        bad.put(account("da\\ud800ve", PASSWORD), "username");
        bad.put(account("da\\u202eve", PASSWORD), "username");
        bad.put(account("-dave", PASSWORD), "username");
        bad.put(account("dave\\ufe0f", PASSWORD), "username");
        bad.put(account("dave\\u3164", PASSWORD), "username");
        bad.put(account("dave\\u2800", PASSWORD), "username");
        bad.put(account("dave\\udb40\\udd00", PASSWORD), "username");
        bad.put(account("0198a5f0-1111-7222-8333-444455556666", PASSWORD), "username");
        bad.put(account("{0198A5F0-1111-7222-8333-444455556666}", PASSWORD), "username");
        bad.put(account("0198a5f0111172228333444455556666", PASSWORD), "username");
        bad.put(account("d".repeat(129), PASSWORD), "username");
        bad.put(account("dave", "short"), "password");
        bad.put(account("dave", "password1234"), "password");
        bad.put(account("davedavedave", "davedavedave"), "password");
        bad.put(account("dave", "x".repeat(257)), "password");
        bad.put("{\"username\":\"dave\",\"password\":\"" + PASSWORD + "\",\"email\":\"nonsense\"}", "email");
        bad.put("{\"username\":\"dave\",\"password\":\"" + PASSWORD + "\",\"full_name\":\"a\\nb\"}", "full_name");
        bad.forEach((body, field) -> {
            Answer answer = http.json("POST", "/register", null, body).expect(400);
            assertThat(answer.text("field")).as(body).isEqualTo(field);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.body()).doesNotContain(PASSWORD);
        });
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM users WHERE username LIKE '%dave%' OR username LIKE '%4444%'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void nobodyGivesThemselvesScopesOrAnId() {
        Answer answer = http.json(
                "POST",
                "/register",
                null,
                "{\"username\":\"mallory\",\"password\":\"" + PASSWORD
                        + "\",\"scopes\":[\"admin\"],\"scope\":\"admin\",\"id\":\"00000000-0000-0000-0000-000000000000\"}");
        assertThat(answer.status()).isIn(201, 400);
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM users WHERE 'admin' = ANY (scopes)")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aPasswordThatIsTooWeakIsRefusedBeforeTheNameIsLookedUp() {
        http.json("POST", "/register", null, account("frank", PASSWORD)).expect(201);
        assertThat(http.json("POST", "/register", null, account("frank", "short"))
                        .expect(400)
                        .text("field"))
                .isEqualTo("password");
    }

    @Test
    void aBrowserFormDoesNotRegister() {
        assertThat(http.post("/register", "username", "form", "password", PASSWORD)
                        .status())
                .isEqualTo(415);
        assertThat(http.get("/register").status()).isEqualTo(405);
    }

    private static String account(String username, String password) {
        return "{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}";
    }
}
