package dev.latchkey.server.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Resource indicators at the token endpoint (RFC 8707), without a browser. */
class ResourceIT extends SharedServer {

    private static final String READS = "https://reads.example/";
    private static final String WRITES = "https://writes.example/mcp";
    private static final String FOREIGN = "https://foreign.example/";

    private static final Attribution BY = Attribution.of("test");

    private final TestUser user = newUser();

    @BeforeAll
    static void addResources() {
        add(READS, "read other");
        add(WRITES, "write");
        add(FOREIGN, "admin");
        for (int i = 0; i < 9; i++) {
            add("https://" + i + ".example/" + "x".repeat(100), "read");
        }
        server.reload();
    }

    private static void add(String uri, String scopes) {
        server.database().requests().resources().put(new Resource(uri, Scopes.parse(scopes)), BY);
    }

    private static Answer ownToken(TestClient client, String... more) {
        List<String> form = new ArrayList<>(List.of("grant_type", "client_credentials"));
        form.addAll(Arrays.asList(more));
        return http.token(client, form.toArray(String[]::new));
    }

    private Answer signIn(String... more) {
        List<String> form = new ArrayList<>(
                List.of("grant_type", "password", "username", user.username(), "password", user.password()));
        form.addAll(Arrays.asList(more));
        return http.token(client, form.toArray(String[]::new));
    }

    private static Answer refresh(Answer before, String... more) {
        List<String> form =
                new ArrayList<>(List.of("grant_type", "refresh_token", "refresh_token", before.refreshToken()));
        form.addAll(Arrays.asList(more));
        return http.token(client, form.toArray(String[]::new));
    }

    private static void expect(Answer answer, String scope, String... audience) {
        assertThat(answer.expect(200).text("scope")).isEqualTo(scope);
        assertThat(answer.claims().path("scope").asString("")).isEqualTo(scope);
        if (audience.length == 1) {
            assertThat(answer.claims().get("aud").asString()).isEqualTo(audience[0]);
        } else {
            assertThat(answer.claims().get("aud").valueStream().map(one -> one.asString()))
                    .containsExactly(audience);
        }
    }

    @Test
    void aTokenIsForTheResourceAndHasItsScopes() {
        expect(ownToken(client, "resource", READS), "read", READS);
        expect(ownToken(client, "resource", WRITES, "scope", "read write"), "write", WRITES);
        expect(ownToken(client, "resource", WRITES, "resource", READS), "read write", WRITES, READS);
        expect(ownToken(client, "resource", READS, "resource", READS), "read", READS);
        // A token that is good for nothing would not tell the client why.
        ownToken(client, "resource", READS, "scope", "write").expectError(400, "invalid_scope");
        // An empty one counts as omitted.
        expect(ownToken(client, "resource", "", "resource", READS), "read", READS);
        String issuer = "http://localhost:" + http.port();
        expect(ownToken(client), "read write", issuer);
        expect(ownToken(client, "resource", ""), "read write", issuer);
    }

    @Test
    void aResourceThatIsUnknownOrOfOtherScopesIsInvalidTarget() {
        for (String uri : List.of(
                FOREIGN,
                "https://reads.example",
                "https://READS.example/",
                READS + "#top",
                READS + "?a=b",
                "https://unknown.example/",
                "urn:x",
                "\u0001",
                "x".repeat(5000))) {
            ownToken(client, "resource", uri).expectError(400, "invalid_target");
            ownToken(client, "resource", READS, "resource", uri).expectError(400, "invalid_target");
        }
        ownToken(client, "resource", "a\0b").expectError(400, "invalid_request");
    }

    @Test
    void whichResourceIsRefusedIsSaidAndLogged() {
        try (CapturedLog log = CapturedLog.start()) {
            Answer answer = ownToken(client, "resource", READS, "resource", "https://unknown.example/");
            assertThat(answer.text("error_description"))
                    .isEqualTo(
                            "The resource https://unknown.example/ is unknown, or the client has none of its scopes.");
            assertThat(log.text()).contains("'" + client.clientId() + "'", "https://unknown.example/");
        }
        assertThat(ownToken(client, "resource", "urn:\"x y\"").text("error_description"))
                .contains("The resource urn:?x?y? is unknown");
        assertThat(refresh(signIn("resource", READS), "resource", WRITES).text("error_description"))
                .contains("The sign-in was for other resources. The request names: " + WRITES);
    }

    @Test
    void atMostEightGoIntoAToken() {
        List<String> form = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            form.addAll(List.of("resource", "https://" + i + ".example/" + "x".repeat(100)));
        }
        // Each of 118 characters, 944 together.
        Answer eight = ownToken(client, form.toArray(String[]::new)).expect(200);
        assertThat(eight.claims().get("aud").size()).isEqualTo(8);
        assertThat(eight.accessToken().length()).isLessThan(8000);
        form.addAll(List.of("resource", READS));
        ownToken(client, form.toArray(String[]::new)).expectError(400, "invalid_target");
        String[] tooLong = form.subList(0, 16).toArray(String[]::new);
        String longest = "https://long.example/" + "x".repeat(200);
        add(longest, "read");
        server.reload();
        tooLong[1] = longest;
        ownToken(client, tooLong).expectError(400, "invalid_target");
    }

    @Test
    void aSignInRemembersItsResourcesAndARefreshMayNarrowThem() {
        Answer first = signIn("resource", READS, "resource", WRITES);
        expect(first, "read write", READS, WRITES);
        Answer narrow = refresh(first, "resource", READS);
        expect(narrow, "read", READS);
        // For that access token only.
        Answer all = refresh(narrow);
        expect(all, "read write", READS, WRITES);
        Answer scoped = refresh(all, "resource", READS, "resource", WRITES, "scope", "write");
        expect(scoped, "write", READS, WRITES);
        refresh(scoped, "resource", READS, "scope", "write").expectError(400, "invalid_scope");
    }

    @Test
    void aRefreshForAnotherResourceIsRefusedAndTheTokenStaysGood() {
        Answer first = signIn("resource", READS);
        refresh(first, "resource", WRITES).expectError(400, "invalid_target");
        refresh(first, "resource", READS, "resource", WRITES).expectError(400, "invalid_target");
        expect(refresh(first), "read", READS);
        Answer unrestricted = signIn();
        refresh(unrestricted, "resource", READS).expectError(400, "invalid_target");
        expect(refresh(unrestricted), "read write", "http://localhost:" + http.port());
    }

    @Test
    void aResourceThatIsRemovedGetsNoTokens() {
        String gone = "https://gone.example/";
        add(gone, "read");
        server.reload();
        Answer alone = signIn("resource", gone);
        Answer beside = signIn("resource", gone, "resource", WRITES);
        server.database().requests().resources().remove(gone, BY);
        server.reload();
        // Never one for whatever the client has.
        refresh(alone).expectError(400, "invalid_target");
        expect(refresh(beside), "write", WRITES);
        ownToken(client, "resource", gone).expectError(400, "invalid_target");
    }

    @Test
    void aResourceThatIsAddedAgainIsAnotherOne() {
        String again = "https://again.example/";
        add(again, "read");
        server.reload();
        Answer alone = signIn("resource", again);
        Answer beside = signIn("resource", again, "resource", WRITES);
        server.database().requests().resources().remove(again, BY);
        add(again, "read");
        server.reload();
        refresh(alone).expectError(400, "invalid_target");
        expect(refresh(beside), "write", WRITES);
        Answer anew = signIn("resource", again);
        // A change is no other one.
        add(again, "read other");
        server.reload();
        expect(refresh(anew), "read", again);
    }

    @Test
    void aTokenForAResourceOpensNothingHere() {
        Answer tokens = signIn("resource", READS);
        http.me(tokens.accessToken()).expect(401);
        http.userinfo(tokens.accessToken()).expect(403);
        http.me(signIn().accessToken()).expect(200);
    }

    @Test
    void introspectionTellsTheAudience() {
        Answer tokens = signIn("resource", READS, "resource", WRITES);
        for (String token : List.of(tokens.accessToken(), tokens.refreshToken())) {
            Answer told = http.introspect(client, token).expect(200);
            assertThat(told.json().get("aud").valueStream().map(one -> one.asString()))
                    .containsExactly(READS, WRITES);
        }
        TestClient api = TestClient.named("api-of-reads").audiences(READS).addTo(server);
        assertThat(http.introspect(api, tokens.accessToken()).text("active")).isEqualTo("true");
        http.introspect(api, signIn("resource", WRITES).accessToken()).expectInactive();
    }
}
