package dev.latchkey.server.grant.exchange;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;

/** Five APIs, each of which may exchange what it is sent for a token of the next one, and users that call the first. */
abstract class Exchanging extends SharedServer {

    static final Attribution BY = Attribution.of("test");

    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    static TestClient a;
    static TestClient b;
    static TestClient c;
    static TestClient d;
    static TestClient e;

    final TestUser user = newUser();

    @BeforeAll
    static void addApis() {
        a = api("a", "read write", uri("b"));
        b = api("b", "read write", uri("c"));
        c = api("c", "read write", uri("d"));
        d = api("d", "read write", uri("e"));
        e = api("e", "read write", uri("a"));
    }

    static String uri(String name) {
        return "https://" + name + ".example/";
    }

    /** Adds an API: a client and the resource that it serves. */
    static TestClient api(String name, String scope, String... to) {
        TestClient api = TestClient.named(name)
                .grants(GrantType.TOKEN_EXCHANGE, GrantType.CLIENT_CREDENTIALS)
                .scope(scope)
                .exchangesTo(to)
                .addTo(server.database());
        serve(uri(name), scope, name);
        return api;
    }

    static void serve(String uri, String scope, String clientId) {
        server.database().requests().resources().put(new Resource(uri, Scopes.parse(scope), null, clientId), BY);
        server.reload();
    }

    static Answer exchange(Http http, TestClient api, String token, String... more) {
        List<String> form = new ArrayList<>(
                List.of("grant_type", EXCHANGE, "subject_token", token, "subject_token_type", ACCESS_TOKEN));
        form.addAll(Arrays.asList(more));
        return http.token(api, form.toArray(String[]::new));
    }

    static Answer exchange(TestClient api, String token, String... more) {
        return exchange(http, api, token, more);
    }

    /** An access token of the user for the first API. */
    String signIn(String... more) {
        return signIn(client, user, more).expect(200).accessToken();
    }

    static Answer signIn(TestClient app, TestUser user, String... more) {
        List<String> form = new ArrayList<>(List.of(
                "grant_type",
                "password",
                "username",
                user.username(),
                "password",
                user.password(),
                "resource",
                uri("a")));
        form.addAll(Arrays.asList(more));
        return http.token(app, form.toArray(String[]::new));
    }

    static boolean isActive(TestClient owner, String token) {
        return http.introspect(owner, token).expect(200).json().get("active").asBoolean();
    }
}
