package dev.latchkey.server.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.group.Group;
import dev.latchkey.core.group.GroupChanges;
import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Groups in tokens: the claim, the scopes that they give, and what a refresh makes of a change. */
class GroupsIT {

    private static final Attribution BY = Attribution.of("test");
    private static final String REFRESHABLE = "openid groups read write deploy offline_access";

    private static TestServer server;
    private static Http http;
    private static GroupChanges groups;
    private static TestClient client;
    private static int number;

    private TestUser user;
    private CodeFlow flow;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        groups = server.database().access().groupChanges();
        client = client("app").addTo(server);
        for (String name : List.of("ops", "admin", "editor", "a/b")) {
            groups.add(new Group(name, name.equals("ops") ? Scopes.parse("deploy") : Scopes.NONE), BY);
        }
    }

    private static TestClient.Builder client(String name) {
        return TestClient.named(name).redirects(CodeFlow.REDIRECT_URI).scope(REFRESHABLE);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void add() {
        user = TestUser.add(server.database(), "user" + ++number);
        flow = CodeFlow.begin(server, client, user);
    }

    private void join(String... names) {
        for (String name : names) {
            groups.addMember(name, user.id(), user.username(), BY);
        }
    }

    private void leave(String name) {
        groups.removeMember(name, user.id(), user.username(), BY);
    }

    private Answer signIn(String scope) {
        return flow.redeem(flow.code(scope)).expect(200);
    }

    private static List<String> listed(JsonNode claims, String name) {
        JsonNode claim = claims.get(name);
        assertThat(claim).as(claims.toString()).isNotNull();
        assertThat(claim.isArray()).isTrue();
        return StreamSupport.stream(claim.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    /** An array also for one and for none: a text in its place is read as a list of letters, or not at all. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-", "ops", "ops a/b admin"})
    void theClaimIsASortedArrayInEveryToken(String names) {
        List<String> all = names == null ? List.of() : List.of(names.split(" ", -1));
        join(all.toArray(String[]::new));
        List<String> sorted = all.stream().sorted().toList();
        Answer answer = signIn("openid groups");
        assertThat(listed(Http.claims(answer.text("id_token")), "groups")).isEqualTo(sorted);
        assertThat(listed(answer.claims(), "groups")).isEqualTo(sorted);
        assertThat(listed(http.userinfo(answer.accessToken()).expect(200).json(), "groups"))
                .isEqualTo(sorted);
        assertThat(listed(
                        http.introspect(client, answer.accessToken())
                                .expect(200)
                                .json(),
                        "groups"))
                .isEqualTo(sorted);
    }

    @Test
    void withoutTheScopeThereIsNoClaim() {
        join("ops");
        Answer answer = signIn("openid read");
        assertThat(Http.claims(answer.text("id_token")).has("groups")).isFalse();
        assertThat(answer.claims().has("groups")).isFalse();
        assertThat(http.userinfo(answer.accessToken()).expect(200).json().has("groups"))
                .isFalse();
    }

    @Test
    void aPasswordGrantHasTheClaimInItsAccessToken() {
        join("ops");
        TestClient app = TestClient.named("password").scope("read groups").addTo(server);
        Answer answer = http.signIn(app, user).expect(200);
        assertThat(listed(answer.claims(), "groups")).containsExactly("ops");
        assertThat(listed(http.refresh(app, answer.refreshToken()).expect(200).claims(), "groups"))
                .containsExactly("ops");
    }

    @ParameterizedTest
    @ValueSource(strings = {"roles", "https://example.com/groups"})
    void aClientMayCallTheClaimOtherwise(String name) {
        join("ops");
        TestClient renaming = client("as-" + name.length()).groupsClaim(name).addTo(server);
        CodeFlow own = CodeFlow.begin(server, renaming, user);
        Answer answer = own.redeem(own.code("openid groups")).expect(200);
        for (JsonNode claims : List.of(
                Http.claims(answer.text("id_token")),
                answer.claims(),
                http.userinfo(answer.accessToken()).expect(200).json(),
                http.introspect(renaming, answer.accessToken()).expect(200).json())) {
            assertThat(listed(claims, name)).containsExactly("ops");
            assertThat(claims.has("groups")).isFalse();
        }
    }

    /** What was removed is gone at once, what was added comes with a new sign-in; the claim is as it is now. */
    @Test
    void aRefreshFollowsTheGroups() {
        join("ops");
        Answer first = signIn(REFRESHABLE);
        assertThat(first.text("scope")).contains("deploy");
        leave("ops");
        join("admin");
        Answer second = http.refresh(client, first.refreshToken()).expect(200);
        assertThat(second.text("scope")).doesNotContain("deploy");
        assertThat(listed(second.claims(), "groups")).containsExactly("admin");
        assertThat(listed(Http.claims(second.text("id_token")), "groups")).containsExactly("admin");
        // Granted once, so that it comes back with the group.
        join("ops");
        Answer third = http.refresh(client, second.refreshToken()).expect(200);
        assertThat(third.text("scope")).contains("deploy");
    }

    @Test
    void aScopeThatAGroupAddsComesWithANewSignInOnly() {
        Scopes granted = Scopes.parse(REFRESHABLE).with(Scopes.NONE, Scopes.parse("deploy"));
        Answer first = signIn(granted.toString());
        join("ops");
        Answer second = http.refresh(client, first.refreshToken()).expect(200);
        assertThat(second.text("scope")).doesNotContain("deploy");
        assertThat(listed(second.claims(), "groups")).containsExactly("ops");
        http.token(client, "grant_type", "refresh_token", "refresh_token", second.refreshToken(), "scope", "deploy")
                .expectError(400, "invalid_scope");
        assertThat(signIn(REFRESHABLE).text("scope")).contains("deploy");
    }

    @Test
    void aScopeThatAGroupNoLongerGivesIsGoneWithTheNextRefresh() {
        groups.add(new Group("shrinking", Scopes.parse("deploy")), BY);
        join("shrinking");
        Answer first = signIn(REFRESHABLE);
        groups.updateScopes("shrinking", before -> Scopes.NONE, BY);
        assertThat(http.refresh(client, first.refreshToken()).expect(200).text("scope"))
                .doesNotContain("deploy");
        groups.delete("shrinking", true, BY);
    }

    @Test
    void aNarrowerRefreshHasNoClaim() {
        join("ops");
        Answer narrow = http.token(
                client,
                "grant_type",
                "refresh_token",
                "refresh_token",
                signIn(REFRESHABLE).refreshToken(),
                "scope",
                "openid read");
        assertThat(narrow.expect(200).claims().has("groups")).isFalse();
        assertThat(Http.claims(narrow.text("id_token")).has("groups")).isFalse();
    }

    /** The most that a user can have: 100 names, 2,048 characters. A longer access token would not be taken back. */
    @Test
    void theMostGroupsFitInAToken() {
        IntStream.range(0, Group.MOST_OF_USER).mapToObj("%020d"::formatted).forEach(name -> {
            groups.add(new Group(name, Scopes.NONE), BY);
            join(name);
        });
        Answer answer = signIn("openid groups");
        assertThat(answer.accessToken().length()).isLessThan(8192);
        assertThat(listed(http.userinfo(answer.accessToken()).expect(200).json(), "groups"))
                .hasSize(Group.MOST_OF_USER);
    }

    /**
     * Argo CD asks for the scope by requestedScopes and reads the claim that argocd-rbac-cm names in scopes, groups by default,
     * of the ID token; each element is a subject of policy.csv.
     */
    @Test
    void argoCdFindsTheGroupsInTheIdToken() {
        join("ops", "admin");
        JsonNode idToken = Http.claims(signIn("openid groups").text("id_token"));
        List<String> subjects = listed(idToken, "groups");
        List<String> roles = List.of("g, ops, role:readonly", "g, admin, role:admin", "g, other, role:none").stream()
                .map(line -> List.of(line.split(", ", -1)))
                .filter(line -> subjects.contains(line.get(1)))
                .map(List::getLast)
                .toList();
        assertThat(roles).containsExactly("role:readonly", "role:admin");
    }

    /** role_attribute_path: contains(groups[*], 'admin') && 'Admin' || contains(groups[*], 'editor') && 'Editor' || 'Viewer'. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"admin,Admin", "editor,Editor", "ops,Viewer", "-,Viewer"})
    void grafanaMapsTheGroupsToARole(String group, String role) {
        if (group != null) {
            join(group);
        }
        List<String> found = listed(Http.claims(signIn("openid groups").text("id_token")), "groups");
        assertThat(found.contains("admin") ? "Admin" : found.contains("editor") ? "Editor" : "Viewer")
                .isEqualTo(role);
    }
}
