package dev.latchkey.server.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.fixture.DeviceFlow;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** RFC 8628: a device asks, a user decides in a browser, the device fetches its tokens. */
class DeviceFlowIT extends SharedServer {

    private static final String PATH = "/oauth2/device_authorization";

    private static TestClient tv;

    @BeforeAll
    static void addDevices() {
        tv = DeviceFlow.addClient(server, "tv");
        DeviceFlow.addClient(server, "other-tv");
    }

    private static WebFlow browser() {
        return WebFlow.of(server, tv);
    }

    private static DeviceFlow begin(String... form) {
        return DeviceFlow.begin(http, tv, form);
    }

    private static void update(String change) {
        server.update("UPDATE device_grants SET " + change);
    }

    @Test
    void aDeviceSignsIn() {
        DeviceFlow flow = begin("scope", "openid profile read");
        Answer begun = flow.begun();
        assertThat(begun.header("Cache-Control")).isEqualTo("no-store");
        assertThat(begun.json().propertyNames())
                .containsExactly(
                        "device_code",
                        "user_code",
                        "verification_uri",
                        "verification_uri_complete",
                        "expires_in",
                        "interval");
        assertThat(flow.userCode()).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
        assertThat(begun.text("verification_uri")).isEqualTo(http.base() + "/device");
        assertThat(begun.text("verification_uri_complete"))
                .isEqualTo(http.base() + "/device?user_code=" + flow.userCode());
        assertThat(begun.json().get("expires_in").asInt()).isEqualTo(600);
        assertThat(begun.json().get("interval").asInt()).isEqualTo(5);

        assertThat(flow.poll().expectError(400, "authorization_pending").text("error_description"))
                .isEqualTo("The user has not decided yet.");
        WebFlow browser = browser();
        assertThat(flow.decide(browser, alice, "allow").expectPage(200))
                .contains("You can go back to your device")
                .contains("tv");

        Answer tokens = flow.poll().expect(200);
        assertThat(tokens.text("scope")).isEqualTo("openid profile read");
        JsonNode claims = Http.claims(tokens.text("id_token"));
        assertThat(claims.get("sub").asString()).isEqualTo(alice.id().toString());
        assertThat(claims.get("aud").asString()).isEqualTo("tv");
        assertThat(claims.get("amr").toString()).isEqualTo("[\"pwd\"]");
        assertThat(claims.get("auth_time").asLong())
                .isBetween(claims.get("iat").asLong() - 60, claims.get("iat").asLong());
        assertThat(claims.has("nonce")).isFalse();
        assertThat(claims.has("sid")).isFalse();
        assertThat(tokens.claims().get("sub").asString()).isEqualTo(alice.id().toString());
        assertThat(http.userinfo(tokens.accessToken()).expect(200).text("preferred_username"))
                .isEqualTo("alice");
        Answer refreshed = http.post(
                        "/oauth2/token",
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        "tv",
                        "refresh_token",
                        tokens.refreshToken())
                .expect(200);
        assertThat(Http.claims(refreshed.text("id_token")).get("auth_time")).isEqualTo(claims.get("auth_time"));
        // The browser's sign-out is none of the device's.
        server.database().sessionChanges().endAllOfUser(alice.id(), Attribution.of("test"));
        assertThat(http.userinfo(refreshed.accessToken()).status()).isEqualTo(200);
    }

    @Test
    void aUsedCodeIsRefusedAndTheTokensStay() {
        DeviceFlow flow = begin("scope", "read");
        flow.decide(browser(), alice, "allow");
        Answer tokens = flow.poll().expect(200);
        assertThat(tokens.json().has("id_token")).isFalse();
        assertThat(flow.poll().expectError(400, "invalid_grant").text("error_description"))
                .isEqualTo("The device code is invalid or used, or belongs to another client.");
        http.post(
                        "/oauth2/token",
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        "tv",
                        "refresh_token",
                        tokens.refreshToken())
                .expect(200);
    }

    @Test
    void aRefusalIsAccessDenied() {
        DeviceFlow flow = begin();
        assertThat(flow.decide(browser(), alice, "refuse").body()).contains("The device gets nothing");
        flow.poll().expectError(400, "access_denied");
        assertThat(server.sql()
                        .sql(
                                "SELECT action FROM audit_log WHERE target_id = :id AND action LIKE 'device.%' ORDER BY id DESC LIMIT 1")
                        .param("id", alice.id())
                        .query(String.class)
                        .single())
                .isEqualTo("device.refuse");
    }

    @Test
    void fastPollingIsToldToSlowDown() {
        DeviceFlow flow = begin();
        flow.poll().expectError(400, "authorization_pending");
        flow.poll().expectError(400, "slow_down");
        update("polled_at = polled_at - interval '6 seconds'");
        flow.poll().expectError(400, "slow_down");
        update("polled_at = polled_at - interval '15 seconds'");
        flow.poll().expectError(400, "authorization_pending");
    }

    @Test
    void anExpiredCodeIsAnExpiredToken() {
        DeviceFlow flow = begin();
        update("expires_at = now() - interval '1 second'");
        flow.poll().expectError(400, "expired_token");
        WebFlow browser = browser();
        browser.follow(browser.signIn(browser.follow(browser.get("/device")), alice));
        assertThat(browser.send(browser.get("/device"), "user_code", flow.userCode())
                        .expectPage(422))
                .contains("No device is waiting with this code");
    }

    @Test
    void theCodeOfAnotherClientIsRefusedAndStaysGood() {
        DeviceFlow flow = begin();
        flow.decide(browser(), alice, "allow");
        http.post(
                        "/oauth2/token",
                        "grant_type",
                        DeviceFlow.GRANT,
                        "client_id",
                        "other-tv",
                        "device_code",
                        flow.deviceCode())
                .expectError(400, "invalid_grant");
        flow.poll().expect(200);
    }

    @Test
    void malformedCodesAreRefused() {
        String good = begin().deviceCode();
        for (String wrong : List.of(
                "x",
                "lkd_",
                "lkd_" + "A".repeat(66),
                good.substring(0, good.length() - 2),
                good + "AA",
                "lkd_é",
                "A".repeat(9000))) {
            http.post("/oauth2/token", "grant_type", DeviceFlow.GRANT, "client_id", "tv", "device_code", wrong)
                    .expectError(400, "invalid_grant");
        }
        http.post("/oauth2/token", "grant_type", DeviceFlow.GRANT, "client_id", "tv")
                .expectError(400, "invalid_request");
        http.post(
                        "/oauth2/token",
                        "grant_type",
                        DeviceFlow.GRANT,
                        "client_id",
                        "tv",
                        "device_code",
                        good,
                        "device_code",
                        good)
                .expectError(400, "invalid_request");
        http.post("/oauth2/token", "grant_type", "device_code", "client_id", "tv", "device_code", good)
                .expectError(400, "unsupported_grant_type");
        http.token(
                        TestClient.named("no-tv")
                                .grants(GrantType.CLIENT_CREDENTIALS)
                                .addTo(server),
                        "grant_type",
                        DeviceFlow.GRANT,
                        "device_code",
                        good)
                .expectError(400, "unauthorized_client");
    }

    @Test
    void aRequestForCodesIsChecked() {
        http.post(PATH, "scope", "read").expectError(401, "invalid_client");
        http.post(PATH, "client_id", "unknown-client").expectError(401, "invalid_client");
        http.postAs(new TestClient(client.id(), client.clientId(), "lks_wrong"), PATH)
                .expectError(401, "invalid_client");
        http.postAs(client, PATH, "scope", "read").expect(200);
        http.post(PATH, "client_id", "tv", "scope", "read admin").expectError(400, "invalid_scope");
        http.post(PATH, "client_id", "tv", "scope", "a\"b").expectError(400, "invalid_scope");
        http.post(PATH, "client_id", "tv", "scope", "a".repeat(5000)).expectError(400, "invalid_scope");
        http.post(PATH, "client_id", "tv", "scope", "read", "scope", "write").expectError(400, "invalid_request");
        http.post(PATH + "?client_id=tv").expectError(400, "invalid_request");
        http.get(PATH).expectError(405, "invalid_request");
        TestClient web = TestClient.named("web").grants(GrantType.PASSWORD).addTo(server);
        http.postAs(web, PATH).expectError(400, "unauthorized_client");
    }

    /** Without the parameter a client gets its own scopes, and none of OpenID Connect. */
    @Test
    void theScopeIsOptional() {
        DeviceFlow flow = begin();
        flow.decide(browser(), alice, "allow");
        assertThat(flow.poll().expect(200).text("scope")).isEqualTo("read write");
    }

    @Test
    void whatAUserHasNotIsNotGranted() {
        TestUser bob = TestUser.add(server.database(), "bob-of-devices", "read");
        DeviceFlow flow = begin("scope", "openid read write");
        assertThat(flow.ask(browser(), bob).body()).doesNotContain(">write<");
        flow.decide(browser(), bob, "allow");
        assertThat(flow.poll().expect(200).text("scope")).isEqualTo("openid read");
    }

    @Test
    void whatHappensBetweenTheDecisionAndTheTokensCounts() {
        TestUser user = newUser();
        DeviceFlow flow = begin();
        flow.decide(browser(), user, "allow");
        server.database().userChanges().revokeTokens(user.in(server.database()), Attribution.of("test"));
        flow.poll().expectError(400, "invalid_grant");
        flow = begin();
        flow.decide(browser(), user, "allow");
        server.database().userChanges().disable(user.in(server.database()), Attribution.of("test"));
        flow.poll().expectError(400, "invalid_grant");
    }
}
