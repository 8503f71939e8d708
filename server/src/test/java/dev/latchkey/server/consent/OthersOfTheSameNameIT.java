package dev.latchkey.server.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.core.resource.Resources;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a user saw and allowed counts for that alone, not for another thing of the same name. */
class OthersOfTheSameNameIT {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Attribution BY = Attribution.of("test");
    private static final String API = "https://orders.example/";

    private static TestServer server;

    private final String name = "app" + COUNT.incrementAndGet();
    private TestClient app;
    private TestUser user;
    private WebFlow browser;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void signIn() {
        put(new Resource(API, Scopes.parse("read write"), "Orders"));
        app = client();
        user = TestUser.add(server.database(), "user" + COUNT.incrementAndGet());
        browser = WebFlow.of(server, app);
        browser.signIn(browser.get("/sign-in"), user).expect(303);
    }

    private TestClient client() {
        TestClient added = TestClient.named(name)
                .redirects(WebFlow.REDIRECT_URI)
                .asksConsent()
                .scope("openid read write")
                .addTo(server);
        server.reload();
        return added;
    }

    private static Resources resources() {
        return server.database().requests().resources();
    }

    private static void put(Resource resource) {
        resources().put(resource, BY);
        server.reload();
    }

    private static void replaceTheApi() {
        resources().remove(API, BY);
        put(new Resource(API, Scopes.parse("read write"), "Orders"));
    }

    private static boolean asks(Answer answer) {
        return answer.status() == 200 && answer.body().contains("value=\"allow\"");
    }

    private String allow(Answer page) {
        assertThat(asks(page)).as(page.toString()).isTrue();
        return String.valueOf(
                browser.answerOf(browser.send(page, "decision", "allow")).get("code"));
    }

    /** The form is sent and gives nothing; the page that is shown then gives a code. */
    private void assertShownAgain(WebFlow at, Answer form) {
        Answer again = at.follow(at.send(form, "decision", "allow").expect(303));
        assertThat(asks(again)).as(again.toString()).isTrue();
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM consents WHERE user_id = :user")
                        .param("user", user.id())
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(at.answerOf(at.send(again, "decision", "allow"))).containsKey("code");
    }

    @Test
    void aFormForADeletedClientIsNoneForAnotherOfTheSameName() {
        Answer form = browser.open();
        server.database()
                .clientChanges()
                .delete(server.database().clients().findByClientId(name).orElseThrow(), BY);
        TestClient other = client();
        assertThat(other.id()).isNotEqualTo(app.id());
        assertShownAgain(browser, form);
    }

    @Test
    void aFormWithAFormerNameOfTheClientIsShownAgain() {
        Answer form = browser.open();
        server.update("UPDATE clients SET name = 'Another name' WHERE id = :id", "id", app.id());
        server.reload();
        assertShownAgain(browser, form);
    }

    @Test
    void aFormForAResourceIsNoneForAnotherOfTheSameUri() {
        Answer form = browser.open("scope", "read", "resource", API);
        replaceTheApi();
        assertShownAgain(browser, form);
    }

    @Test
    void whatWasGrantedForAResourceIsNotForAnotherOfTheSameUri() {
        String redeemed = allow(browser.open("scope", "read", "resource", API));
        Answer tokens = browser.redeem(redeemed).expect(200);
        String pending = String.valueOf(browser.answerOf(browser.authorize("scope", "read", "resource", API))
                .get("code"));
        replaceTheApi();
        server.http()
                .token(app, "grant_type", "refresh_token", "refresh_token", tokens.refreshToken())
                .expectError(400, "invalid_target");
        browser.redeem(pending).expectError(400, "invalid_grant");
        Answer page = browser.open("scope", "read", "resource", API);
        Answer again = browser.redeem(allow(page)).expect(200);
        assertThat(again.claims().get("aud").asString()).isEqualTo(API);
        server.http()
                .token(app, "grant_type", "refresh_token", "refresh_token", again.refreshToken())
                .expect(200);
    }

    /** A code of a client that needs no consent: no row says what it was for. */
    @Test
    void aCodeForAResourceIsNotForAnotherOfTheSameUri() {
        TestClient silent = TestClient.named("silent" + COUNT.incrementAndGet())
                .redirects(WebFlow.REDIRECT_URI)
                .addTo(server);
        WebFlow other = browser.at(server.http(), silent);
        String pending = String.valueOf(other.answerOf(other.authorize("scope", "read", "resource", API))
                .get("code"));
        replaceTheApi();
        other.redeem(pending).expectError(400, "invalid_target");
    }

    @Test
    void aCodeFromBeforeAWithdrawalIsNotRedeemedUnderTheNextConsent() {
        String before = allow(browser.open("scope", "openid read write"));
        Answer applications = browser.follow(browser.get("/account/applications"));
        browser.send(applications, "application", app.id().toString()).expect(303);
        String after = allow(browser.open("scope", "openid"));
        browser.redeem(before).expectError(400, "invalid_grant");
        assertThat(browser.redeem(after).expect(200).text("scope")).isEqualTo("openid");
    }
}
