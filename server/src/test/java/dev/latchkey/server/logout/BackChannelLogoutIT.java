package dev.latchkey.server.logout;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** OpenID Connect Back-Channel Logout 1.0, from the end of a session to the client's endpoint. */
class BackChannelLogoutIT extends ToldClient {

    /** What ends the session of a test. */
    interface Act {
        void end(BackChannelLogoutIT it) throws Exception;
    }

    record End(String name, Act act) {

        @Override
        public String toString() {
            return name;
        }
    }

    private String logout(String... parameters) {
        return "/oauth2/logout?" + Http.encode(parameters);
    }

    private UUID sid() throws Exception {
        return UUID.fromString(idToken.getStringClaim("sid"));
    }

    static Stream<End> ends() {
        return Stream.of(
                new End(
                        "sign-out at the client",
                        it -> it.browser
                                .get(it.logout("id_token_hint", it.tokens.text("id_token")))
                                .expect(200)),
                new End(
                        "sign-out on the page",
                        it -> it.browser
                                .send(it.browser.get("/oauth2/logout"), "decision", "x")
                                .expect(303)),
                new End("the others, from another browser", it -> {
                    WebFlow other = other(it.user);
                    other.send(other.get("/account/sessions").expect(200), "decision", "others");
                }),
                new End("one, from another browser", it -> {
                    WebFlow other = other(it.user);
                    other.send(
                            other.get("/account/sessions").expect(200),
                            "session",
                            it.sid().toString());
                }),
                new End("another user signs in", it -> {
                    TestUser second = newUser();
                    Answer page = it.browser.open("prompt", "login", "scope", "openid");
                    it.browser.follow(it.browser.signIn(page, second));
                }),
                new End(
                        "an administrator ends it",
                        it -> server.database().sessionChanges().end(it.sid(), "administrator", BY)),
                new End(
                        "an administrator ends all of the user",
                        it -> server.database().sessionChanges().endAllOfUser(it.user.id(), BY)),
                new End(
                        "the user is disabled",
                        it -> server.database().userChanges().disable(it.user.in(server.database()), BY)),
                new End(
                        "the user is deleted",
                        it -> server.database().userChanges().delete(it.user.in(server.database()), BY)),
                new End(
                        "a new password",
                        it -> server.database()
                                .userChanges()
                                .setPassword(it.user.in(server.database()), it.user.hashIn(server) + "x", BY)),
                new End(
                        "psql",
                        it -> server.update(
                                "UPDATE users SET disabled_at = now() WHERE id = :id", "id", it.user.id())));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void theClientGetsOneTokenHoweverASessionEnds(End end) throws Exception {
        end.act().end(this);
        JWTClaimsSet claims = LogoutReceiver.verify(receiver.await(1).getFirst(), server, "app");
        assertThat(claims.getSubject()).isEqualTo(idToken.getSubject());
        assertThat(claims.getStringClaim("sid")).isEqualTo(idToken.getStringClaim("sid"));
        assertThat(waiting()).isZero();
        assertThat(receiver.taken()).hasSize(1);
    }

    /** Online or offline, that is another question. */
    @Test
    void aSignOutLeavesAnOfflineFamily() {
        browser.get(logout("id_token_hint", tokens.text("id_token"))).expect(200);
        receiver.await(1);
        server.http().refresh(client, tokens.refreshToken()).expect(200);
    }

    @Test
    void theTokenIsSignedAsTheClientsIdTokensAre() throws Exception {
        TestClient es256 = told("es256").algorithm(KeyAlgorithm.ES256).addTo(server);
        WebFlow flow = WebFlow.of(server, es256);
        flow.redeem(flow.code(user, "scope", "openid")).expect(200);
        server.database().sessionChanges().endAllOfUser(user.id(), BY);
        List<String> algorithms = new ArrayList<>();
        for (String token : receiver.await(2)) {
            SignedJWT jwt = SignedJWT.parse(token);
            LogoutReceiver.verify(
                    token, server, jwt.getJWTClaimsSet().getAudience().getFirst());
            algorithms.add(jwt.getHeader().getAlgorithm().getName());
        }
        assertThat(algorithms).containsExactlyInAnyOrder("RS256", "ES256");
    }

    /** The 4×4 of token kinds with a real logout token. */
    @Test
    void aLogoutTokenIsNoOtherToken() {
        server.database().sessionChanges().endAllOfUser(user.id(), BY);
        String token = receiver.await(1).getFirst();
        Http http = server.http();
        assertThat(http.introspect(client, token).body()).isEqualTo("{\"active\":false}");
        http.me(token).expect(401);
        http.userinfo(token).expect(401);
        http.refresh(client, token).expectError(400, "invalid_grant");
        http.revoke(client, token).expect(200);
        // As a hint it is none: the page asks.
        WebFlow again = other(user);
        assertThat(again.get(logout("id_token_hint", token)).expect(200).body()).contains("name=\"decision\"");
    }
}
