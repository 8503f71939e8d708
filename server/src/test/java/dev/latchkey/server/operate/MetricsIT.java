package dev.latchkey.server.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Prometheus finds at {@code /actuator/prometheus}. */
class MetricsIT {

    private static TestServer server;
    private static Http http;
    private static TestClient client;
    private static TestUser user;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh(), "latchkey.limits.account.failures=2");
        http = server.http();
        client = TestClient.named("app").addTo(server);
        user = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static double value(String series) {
        String metrics =
                server.management().get("/actuator/prometheus").expect(200).body();
        return metrics.lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    private static String issued(String grant, String outcome) {
        return "latchkey_tokens_issued_total{grant=\"" + grant + "\",outcome=\"" + outcome + "\"}";
    }

    private static String refreshed(String outcome) {
        return "latchkey_refresh_total{outcome=\"" + outcome + "\"}";
    }

    @Test
    void whatIsCountedIsThereBeforeItHappens() {
        try (TestServer unused = TestServer.start(server.settings())) {
            String metrics =
                    unused.management().get("/actuator/prometheus").expect(200).body();
            assertThat(metrics)
                    .contains(
                            issued("password", "success") + " 0.0",
                            issued("refresh_token", "success") + " 0.0",
                            issued("client_credentials", "success") + " 0.0",
                            refreshed("rotated") + " 0.0",
                            refreshed("grace") + " 0.0",
                            refreshed("reuse") + " 0.0",
                            refreshed("forged") + " 0.0",
                            "latchkey_rate_limited_total{limit=\"account\"} 0.0",
                            "latchkey_password_hashing_rejected_total 0.0");
        }
    }

    @Test
    void everyTokenRequestIsCountedByGrantAndOutcome() {
        // The only one of these that other tests here count too.
        double signIns = value(issued("password", "success"));
        double hashed = value("latchkey_password_hashing_seconds_count");
        Answer signedIn = http.signIn(client, user).expect(200);
        http.token(client, "grant_type", "client_credentials").expect(200);
        http.token(client, "grant_type", "client_credentials", "scope", "admin").expect(400);
        http.token(client, "grant_type", "refresh_token", "refresh_token", "lkr_x")
                .expect(400);
        http.token(client, "grant_type", "no_such_grant").expect(400);
        http.postWith(Http.basic("app", "lks_wrong"), "/oauth2/token", "grant_type", "client_credentials")
                .expect(401);
        for (int i = 0; i < 2; i++) {
            http.token(client, "grant_type", "password", "username", "bob", "password", "wrong")
                    .expect(400);
        }
        http.token(client, "grant_type", "password", "username", "bob", "password", "wrong")
                .expect(429);
        http.introspect(client, signedIn.accessToken()).expect(200);
        http.get("/no/such/path").expect(404);

        // A request is counted when its answer has been sent: with the last one all are.
        Waiting.until("the last request is counted", Duration.ofSeconds(5), () -> requests("other", 404) == 1);
        assertThat(value(issued("password", "success")) - signIns).isEqualTo(1);
        assertThat(value(issued("password", "invalid_grant"))).isEqualTo(2);
        assertThat(value(issued("password", "rate_limited"))).isEqualTo(1);
        assertThat(value(issued("client_credentials", "success"))).isEqualTo(1);
        assertThat(value(issued("client_credentials", "invalid_scope"))).isEqualTo(1);
        assertThat(value(issued("client_credentials", "invalid_client"))).isEqualTo(1);
        assertThat(value(issued("unknown", "unsupported_grant_type"))).isEqualTo(1);
        assertThat(value(refreshed("forged"))).isEqualTo(1);
        assertThat(value("latchkey_rate_limited_total{limit=\"account\"}")).isEqualTo(1);
        assertThat(value("latchkey_password_hashing_seconds_count") - hashed)
                .as("one hash each, and none for who is over the limit")
                .isGreaterThanOrEqualTo(3);
        assertThat(requests("/oauth2/introspect", 200)).isEqualTo(1);
        assertThat(requests("/oauth2/token", 429)).isEqualTo(1);
    }

    private static double requests(String endpoint, int status) {
        return value("latchkey_http_requests_seconds_count{endpoint=\"" + endpoint + "\",status=\"" + status + "\"}");
    }

    @Test
    void refreshesAreCountedByWhatCameOfThem() {
        TestUser carol = TestUser.add(server.database(), "carol");
        String first = http.signIn(client, carol).expect(200).refreshToken();
        String second = http.refresh(client, first).expect(200).refreshToken();
        http.refresh(client, first).expect(200);
        String third = http.refresh(client, second).expect(200).refreshToken();
        http.refresh(client, first).expectError(400, "invalid_grant");
        http.refresh(client, third).expectError(400, "invalid_grant");
        assertThat(value(refreshed("rotated"))).isEqualTo(2);
        assertThat(value(refreshed("grace"))).isEqualTo(1);
        assertThat(value(refreshed("reuse"))).isEqualTo(1);
        assertThat(value(refreshed("revoked"))).isEqualTo(1);
    }

    @Test
    void agesAndReachesAreThatOfTheDatabase() {
        server.bean(StateMetrics.class).read();
        assertThat(value("latchkey_key_age_seconds{algorithm=\"RS256\"}")).isBetween(0.0, 600.0);
        assertThat(value("latchkey_key_age_seconds{algorithm=\"HS256\"}")).isBetween(0.0, 600.0);
        double days = Duration.ofDays(1).toSeconds();
        assertThat(value("latchkey_token_partitions_ahead_seconds")).isBetween(13.9 * days, 20 * days);
        assertThat(value("latchkey_token_partitions"))
                .isEqualTo(server.sql()
                        .sql("SELECT count(*) FROM token_partitions")
                        .query(Double.class)
                        .single());
        assertThat(value("latchkey_directory_age_seconds")).isBetween(0.0, 10.0);
        assertThat(value("latchkey_status_list_age_seconds")).isBetween(0.0, 10.0);
        assertThat(value("latchkey_clock_offset_seconds")).isBetween(-60.0, 60.0);
        for (String rows : List.of("clients", "keys", "bans")) {
            assertThat(value("latchkey_directory_unreadable_rows{rows=\"" + rows + "\"}"))
                    .isZero();
        }
        for (String condition :
                List.of("database", "schema", "clock", "keys", "partitions", "directory", "status_lists")) {
            assertThat(value("latchkey_ready{condition=\"" + condition + "\"}"))
                    .as(condition)
                    .isEqualTo(1);
        }
        assertThat(value("latchkey_password_hashing_queue")).isZero();
        assertThat(value("hikaricp_connections_max{pool=\"latchkey\"}")).isEqualTo(10);
    }

    @Test
    void noNameOfAUserOrAClientIsALabel() {
        http.signIn(client, user);
        assertThat(server.management().get("/actuator/prometheus").body())
                .contains("latchkey_tokens_issued_total")
                .doesNotContain("alice", "carol", "\"app\"");
    }
}
