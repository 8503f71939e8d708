package dev.latchkey.server.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.server.fixture.DeviceFlow;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Resource indicators of devices. */
class DeviceResourceIT {

    private static final String READS = "https://reads.example/";
    private static final String WRITES = "https://writes.example/mcp";

    private static TestServer server;
    private static TestClient client;
    private static TestUser alice;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.empty());
        alice = TestUser.add(server.database(), "alice");
        client = TestClient.named("device")
                .isPublic()
                .grants(GrantType.DEVICE_CODE, GrantType.REFRESH_TOKEN)
                .addTo(server);
        var resources = server.database().requests().resources();
        resources.put(new Resource(READS, Scopes.parse("read")), Attribution.of("test"));
        resources.put(new Resource(WRITES, Scopes.parse("write")), Attribution.of("test"));
        server.reload();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void thePageNamesTheResourcesAndTheTokensAreForThem() {
        DeviceFlow flow = DeviceFlow.begin(server.http(), client, "resource", READS, "resource", WRITES);
        WebFlow browser = WebFlow.of(server, client);
        Answer question = flow.ask(browser, alice);
        assertThat(question.body()).contains(READS + ", " + WRITES);
        browser.send(question, "decision", "allow").expect(200);
        Answer tokens = flow.poll().expect(200);
        assertThat(tokens.claims().get("aud").size()).isEqualTo(2);
        assertThat(tokens.text("scope")).isEqualTo("read write");
    }

    @Test
    void theFirstTokenMayBeNarrowerAndNotForAnotherResource() {
        DeviceFlow flow = DeviceFlow.begin(server.http(), client, "resource", READS);
        flow.decide(WebFlow.of(server, client), alice, "allow");
        poll(flow, WRITES).expectError(400, "invalid_target");
        // The code is still good.
        Answer tokens = poll(flow, READS).expect(200);
        assertThat(tokens.claims().get("aud").asString()).isEqualTo(READS);
        assertThat(tokens.text("scope")).isEqualTo("read");

        DeviceFlow without = DeviceFlow.begin(server.http(), client);
        without.decide(WebFlow.of(server, client), alice, "allow");
        poll(without, READS).expectError(400, "invalid_target");
        without.poll().expect(200);
    }

    private static void replace(String uri, String scopes) {
        var resources = server.database().requests().resources();
        resources.remove(uri, Attribution.of("test"));
        resources.put(new Resource(uri, Scopes.parse(scopes)), Attribution.of("test"));
        server.reload();
    }

    @Test
    void aResourceThatIsAddedAgainIsAnotherOneThanTheDeviceAskedFor() {
        DeviceFlow allowed = DeviceFlow.begin(server.http(), client, "resource", READS);
        allowed.decide(WebFlow.of(server, client), alice, "allow");
        DeviceFlow waiting = DeviceFlow.begin(server.http(), client, "resource", READS);
        DeviceFlow both = DeviceFlow.begin(server.http(), client, "resource", READS, "resource", WRITES);
        WebFlow browser = WebFlow.of(server, client);
        Answer question = both.ask(browser, alice);
        replace(READS, "read");
        allowed.poll().expectError(400, "invalid_target");
        Answer page = browser.follow(browser.get("/device?user_code=" + waiting.userCode()));
        browser.send(page, "user_code", waiting.userCode()).expect(422);
        // The page showed both.
        assertThat(browser.send(question, "decision", "allow").body()).contains("name=\"user_code\"");
        question = both.ask(browser, alice);
        assertThat(question.body()).contains(WRITES).doesNotContain(READS);
        browser.send(question, "decision", "allow").expect(200);
        assertThat(both.poll().expect(200).claims().get("aud").asString()).isEqualTo(WRITES);
    }

    @Test
    void aDecisionAboutAFormerNameOfTheClientIsNone() {
        TestClient renamed = DeviceFlow.addClient(server, "renamed");
        DeviceFlow flow = DeviceFlow.begin(server.http(), renamed);
        WebFlow browser = WebFlow.of(server, renamed);
        Answer question = flow.ask(browser, alice);
        server.update("UPDATE clients SET name = 'Another name' WHERE id = :id", "id", renamed.id());
        server.reload();
        assertThat(browser.send(question, "decision", "allow").body()).contains("name=\"user_code\"");
        flow.poll().expectError(400, "authorization_pending");
        browser.send(flow.ask(browser, alice), "decision", "allow").expect(200);
        flow.poll().expect(200);
    }

    /** Whatever the client is called now, the user does not want it: the device need not wait any longer. */
    @Test
    void aRefusalUnderAFormerNameOfTheClientCounts() {
        TestClient renamed = DeviceFlow.addClient(server, "renamed-later");
        DeviceFlow flow = DeviceFlow.begin(server.http(), renamed);
        WebFlow browser = WebFlow.of(server, renamed);
        Answer question = flow.ask(browser, alice);
        server.update("UPDATE clients SET name = 'Another name' WHERE id = :id", "id", renamed.id());
        server.reload();
        assertThat(browser.send(question, "decision", "refuse").expectPage(200)).contains("The device gets nothing");
        flow.poll().expectError(400, "access_denied");
    }

    private static Answer poll(DeviceFlow flow, String resource) {
        return server.http()
                .post(
                        "/oauth2/token",
                        "grant_type",
                        DeviceFlow.GRANT,
                        "client_id",
                        client.clientId(),
                        "device_code",
                        flow.deviceCode(),
                        "resource",
                        resource);
    }

    @Test
    void anUnknownResourceIsInvalidTarget() {
        server.http()
                .post(
                        "/oauth2/device_authorization",
                        "client_id",
                        client.clientId(),
                        "resource",
                        "https://unknown.example/")
                .expectError(400, "invalid_target");
    }
}
