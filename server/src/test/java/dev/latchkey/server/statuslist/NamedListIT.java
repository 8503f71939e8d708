package dev.latchkey.server.statuslist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.PublishedList;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which list a new token names, and whether it names one. */
class NamedListIT {

    @Test
    void aNewListIsPublishedByAllServersBeforeATokenNamesIt() {
        ConnectionSettings database = TestDatabase.fresh();
        try (TestServer one = TestServer.start(database);
                TestServer other = TestServer.start(database, "latchkey.issuer=" + one.base())) {
            TestClient client = TestClient.named("app").addTo(one);
            TestUser user = TestUser.add(one.database(), "alice");
            one.sql()
                    .sql("SELECT setval('token_status_index', 2 * 262144 - 2)")
                    .query(Long.class)
                    .single();
            Waiting.until(
                    "both know the list after the next",
                    Duration.ofSeconds(5),
                    () -> one.http().get("/status-lists/2").status() == 200
                            && other.http().get("/status-lists/2").status() == 200);
            String last = one.http().signIn(client, user).expect(200).accessToken();
            String first = one.http().signIn(client, user).expect(200).accessToken();
            assertThat(uri(last)).endsWith("/status-lists/1");
            assertThat(uri(first)).endsWith("/status-lists/2");
            assertThat(PublishedList.isRevoked(other.http(), first)).isFalse();
            one.http().revoke(client, first).expect(200);
            Waiting.until("it is published", Duration.ofSeconds(5), () -> PublishedList.isRevoked(other.http(), first));
            assertThat(PublishedList.isRevoked(other.http(), last)).isFalse();
        }
    }

    private static String uri(String accessToken) {
        return Http.claims(accessToken)
                .get("status")
                .get("status_list")
                .get("uri")
                .asString();
    }

    @Test
    void switchedOffNewTokensNameNoListAndThoseThatDoAreStillTold() {
        ConnectionSettings database = TestDatabase.fresh();
        String before;
        TestClient client;
        TestUser user;
        try (TestServer with = TestServer.start(database)) {
            client = TestClient.named("app").addTo(with);
            user = TestUser.add(with.database(), "alice");
            before = with.http().signIn(client, user).expect(200).accessToken();
        }
        try (TestServer without = TestServer.start(
                database,
                "latchkey.status-list.enabled=false",
                "latchkey.issuer=" + Http.claims(before).get("iss").asString())) {
            assertThat(without.http().signIn(client, user).claims().has("status"))
                    .isFalse();
            assertThat(without.http()
                            .token(client, "grant_type", "client_credentials")
                            .claims()
                            .has("status"))
                    .isFalse();
            assertThat(PublishedList.isRevoked(without.http(), before)).isFalse();
            without.http().revoke(client, before).expect(200);
            Waiting.until("it is told", Duration.ofSeconds(5), () -> PublishedList.isRevoked(without.http(), before));
            assertThat(without.http()
                            .get("/.well-known/oauth-authorization-server")
                            .json()
                            .has("status_list_aggregation_endpoint"))
                    .isFalse();
        }
    }
}
