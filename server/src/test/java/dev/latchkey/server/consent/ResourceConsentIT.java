package dev.latchkey.server.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Resource indicators in a sign-in with a browser (RFC 8707, section 2.1): consent, code, tokens. */
class ResourceConsentIT {

    private static final String READS = "https://reads.example/";
    private static final String WRITES = "https://writes.example/mcp";
    private static final String READS_TOO = "https://reads-too.example/";
    private static final String ALL = "openid groups read write";

    private static TestServer server;
    private static TestUser alice;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.empty());
        alice = TestUser.add(server.database(), "alice");
        var resources = server.database().requests().resources();
        resources.put(new Resource(READS, Scopes.parse("read"), "Orders"), Attribution.of("test"));
        resources.put(new Resource(READS_TOO, Scopes.parse("read")), Attribution.of("test"));
        resources.put(new Resource(WRITES, Scopes.parse("write")), Attribution.of("test"));
        resources.put(new Resource("https://foreign.example/", Scopes.parse("admin")), Attribution.of("test"));
        server.reload();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static WebFlow browser(String name, boolean asks) {
        TestClient.Builder client = TestClient.named(name).redirects(WebFlow.REDIRECT_URI);
        return WebFlow.of(
                server, (asks ? client.asksConsent() : client).scope(ALL).addTo(server));
    }

    private static Answer both(WebFlow browser, @Nullable String... changes) {
        return browser.get("/oauth2/authorize?" + browser.query(changes) + "&resource=" + Http.encode(READS)
                + "&resource=" + Http.encode(WRITES));
    }

    private static String code(WebFlow browser, Answer answer) {
        return String.valueOf(browser.answerOf(answer).get("code"));
    }

    private static String error(WebFlow browser, @Nullable String... changes) {
        return String.valueOf(browser.answerOf(browser.authorize(changes)).get("error"));
    }

    @Test
    void whatIsAllowedForOneResourceIsAskedAgainForAnotherAndForNone() {
        WebFlow browser = browser("asking", true);
        Answer page = browser.follow(browser.signIn(browser.open("scope", ALL, "resource", READS), alice));
        assertThat(page.expectPage(200))
                .contains("Only at <strong dir=\"auto\">Orders (" + READS + ")")
                .doesNotContain(">write<");
        // Who the user is, is learnt at no resource.
        for (String ofUser : new String[] {"Recognise you", "See which groups"}) {
            assertThat(page.body().indexOf(ofUser))
                    .as(ofUser)
                    .isBetween(0, page.body().indexOf("Only at"));
        }
        assertThat(page.body().indexOf(">read<")).isGreaterThan(page.body().indexOf("Only at"));
        String code = code(browser, browser.send(page, "decision", "allow"));
        Answer tokens = browser.redeem(code).expect(200);
        assertThat(tokens.claims().get("aud").asString()).isEqualTo(READS);
        assertThat(tokens.text("scope")).isEqualTo("read");
        // The ID token is the client's: it comes although userinfo is closed.
        assertThat(Http.claims(tokens.text("id_token")).get("aud").asString()).isEqualTo("asking");
        server.http().userinfo(tokens.accessToken()).expect(403);

        assertThat(error(browser, "scope", ALL, "resource", READS, "prompt", "none"))
                .isEqualTo("null");
        assertThat(error(browser, "scope", "read", "prompt", "none")).isEqualTo("consent_required");
        assertThat(error(browser, "scope", "openid", "prompt", "none")).isEqualTo("consent_required");
        assertThat(error(browser, "scope", ALL, "resource", WRITES, "prompt", "none"))
                .isEqualTo("consent_required");
        // The same scope at another resource.
        assertThat(error(browser, "scope", "read", "resource", READS_TOO, "prompt", "none"))
                .isEqualTo("consent_required");
        assertThat(browser.answerOf(both(browser, "scope", ALL, "prompt", "none")))
                .containsEntry("error", "consent_required");
        page = browser.follow(both(browser, "scope", ALL));
        assertThat(page.expectPage(200))
                .contains("Orders (" + READS + "), " + WRITES)
                .contains(">write<");
        code(browser, browser.send(page, "decision", "allow"));
        assertThat(error(browser, "scope", ALL, "resource", WRITES, "prompt", "none"))
                .isEqualTo("null");
        assertThat(error(browser, "scope", "write", "prompt", "none")).isEqualTo("consent_required");

        // What is allowed without a resource is for none.
        page = browser.open("scope", "read write");
        browser.send(page, "decision", "allow");
        Answer applications = browser.follow(browser.get("/account/applications"));
        assertThat(applications.expectPage(200)).contains("For " + READS + ", " + WRITES);
    }

    @Test
    void anotherResourceInTheQueryOfTheFormIsNotWhatThePageShowed() {
        WebFlow browser = browser("swapped", true);
        Answer page = browser.follow(browser.signIn(browser.open("scope", ALL, "resource", READS), alice));
        String action = "/consent?" + browser.query("scope", ALL, "resource", WRITES);
        browser.post(action, WebFlow.form(page, "decision", "allow")).expectPage(403);
    }

    @Test
    void aRedemptionMayNarrowTheResourcesAndNeverWidenThem() {
        WebFlow browser = browser("narrowing", false);
        browser.walk(alice, "scope", "read");
        String code = code(browser, both(browser, "scope", ALL));
        browser.redeem(code, "resource", "https://foreign.example/").expectError(400, "invalid_target");
        Answer tokens = browser.redeem(code, "resource", WRITES).expect(200);
        assertThat(tokens.claims().get("aud").asString()).isEqualTo(WRITES);
        assertThat(tokens.text("scope")).isEqualTo("write");

        String one = code(browser, browser.authorize("scope", ALL, "resource", READS));
        browser.redeem(one, "resource", WRITES).expectError(400, "invalid_target");
        assertThat(browser.redeem(one).expect(200).claims().get("aud").asString())
                .isEqualTo(READS);
        String none = code(browser, browser.authorize("scope", "read"));
        browser.redeem(none, "resource", READS).expectError(400, "invalid_target");
        browser.redeem(none).expect(200);
    }

    @Test
    void aResourceThatTheClientMayNotAskForIsInvalidTarget() {
        WebFlow browser = browser("refused", true);
        for (String uri : new String[] {"https://foreign.example/", "https://reads.example", "x", READS + "#a"}) {
            Map<String, String> answer = browser.answerOf(browser.authorize("resource", uri));
            assertThat(answer).containsEntry("error", "invalid_target").containsEntry("state", "state-1");
        }
    }
}
