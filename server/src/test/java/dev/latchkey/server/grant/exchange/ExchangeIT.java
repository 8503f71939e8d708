package dev.latchkey.server.grant.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.group.Group;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an exchange gives (RFC 8693, section 2.2). */
class ExchangeIT extends Exchanging {

    @Test
    void anApiGetsATokenForTheOneThatItCalls() {
        String subject = signIn();
        Answer answer = exchange(a, subject).expect(200);
        assertThat(answer.text("issued_token_type")).isEqualTo(ACCESS_TOKEN);
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.text("scope")).isEqualTo("read write");
        assertThat(answer.json().get("expires_in").asLong()).isBetween(1L, 300L);
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(answer.json().has("id_token")).isFalse();
        JsonNode claims = answer.claims();
        assertThat(claims.get("sub").asString()).isEqualTo(user.id().toString());
        assertThat(claims.get("username").asString()).isEqualTo(user.username());
        assertThat(claims.get("client_id").asString()).isEqualTo("a");
        assertThat(claims.get("act").toString()).isEqualTo("{\"sub\":\"a\"}");
        assertThat(claims.get("aud").asString()).isEqualTo(uri("b"));
        assertThat(claims.get("scope").asString()).isEqualTo("read write");
        JsonNode before = Http.claims(subject);
        assertThat(claims.get("sid")).isNotEqualTo(before.get("sid"));
        assertThat(claims.get("status")).isNotNull().isNotEqualTo(before.get("status"));
        assertThat(claims.get("exp").asLong())
                .isLessThanOrEqualTo(before.get("exp").asLong());
        Answer introspected = http.introspect(a, answer.accessToken()).expect(200);
        assertThat(introspected.json().get("active").asBoolean()).isTrue();
        assertThat(introspected.json().get("act").toString()).isEqualTo("{\"sub\":\"a\"}");
        assertThat(http.introspect(client, subject).json().has("act")).isFalse();
    }

    @Test
    void eachActorIsInTheOneAfterItAndThereAreFourAtMost() {
        String first = exchange(a, signIn()).expect(200).accessToken();
        String second = exchange(b, first).expect(200).accessToken();
        String third = exchange(c, second).expect(200).accessToken();
        Answer fourth = exchange(d, third).expect(200);
        assertThat(fourth.claims().get("act"))
                .isEqualTo(Http.JSON.readTree(
                        "{\"sub\":\"d\",\"act\":{\"sub\":\"c\",\"act\":{\"sub\":\"b\",\"act\":{\"sub\":\"a\"}}}}"));
        assertThat(fourth.claims().get("sub").asString()).isEqualTo(user.id().toString());
        assertThat(http.introspect(d, fourth.accessToken()).json().get("act"))
                .isEqualTo(fourth.claims().get("act"));
        exchange(e, fourth.accessToken()).expectError(400, "invalid_request");
    }

    @Test
    void aParentAndAnActorHaveOneFamily() {
        Answer signedIn = signIn(client, user).expect(200);
        String subject = signedIn.accessToken();
        String sid = exchange(a, subject).claims().get("sid").asString();
        long places = places();
        assertThat(exchange(a, subject).claims().get("sid").asString()).isEqualTo(sid);
        // Nor does it take another place in the status lists.
        assertThat(places()).isEqualTo(places);
        String refreshed =
                http.refresh(client, signedIn.refreshToken()).expect(200).accessToken();
        assertThat(exchange(a, refreshed).claims().get("sid").asString()).isEqualTo(sid);
        // It is good for longer than its tokens, so that those of a session find it as it is.
        assertThat(server.sql()
                        .sql("SELECT expires_at > to_timestamp(:exp) + interval '29 minutes' FROM exchanged_families"
                                + " WHERE id = :sid::uuid")
                        .param("exp", Http.claims(refreshed).get("exp").asLong())
                        .param("sid", sid)
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(exchange(a, signIn()).claims().get("sid").asString()).isNotEqualTo(sid);
        TestClient second = TestClient.named("a2")
                .grants(GrantType.TOKEN_EXCHANGE)
                .exchangesTo(uri("b"))
                .addTo(server);
        serve(uri("a"), "read write", second.clientId());
        try {
            assertThat(exchange(second, subject).expect(200).claims().get("sid").asString())
                    .isNotEqualTo(sid);
        } finally {
            serve(uri("a"), "read write", "a");
        }
    }

    private static long places() {
        return server.sql()
                .sql("SELECT last_value FROM token_status_index")
                .query(Long.class)
                .single();
    }

    @Test
    void theScopeIsWithinThatOfTokenClientUserAndResource() {
        assertThat(exchange(a, signIn("scope", "read")).text("scope")).isEqualTo("read");
        assertThat(exchange(a, signIn(), "scope", "write").text("scope")).isEqualTo("write");
        exchange(a, signIn("scope", "read"), "scope", "read write").expectError(400, "invalid_scope");
        exchange(a, signIn("scope", "read"), "scope", "write").expectError(400, "invalid_scope");
        // The resource.
        serve(uri("b"), "write other", "b");
        try {
            assertThat(exchange(a, signIn()).text("scope")).isEqualTo("write");
            exchange(a, signIn(), "scope", "read").expectError(400, "invalid_scope");
            exchange(a, signIn("scope", "read")).expectError(400, "invalid_scope");
        } finally {
            serve(uri("b"), "read write", "b");
        }
        // The client.
        TestClient reader = TestClient.named("reader")
                .grants(GrantType.TOKEN_EXCHANGE)
                .scope("read")
                .exchangesTo(uri("b"))
                .addTo(server);
        serve(uri("a"), "read write", "reader");
        try {
            assertThat(exchange(reader, signIn()).text("scope")).isEqualTo("read");
            exchange(reader, signIn(), "scope", "read write").expectError(400, "invalid_scope");
        } finally {
            serve(uri("a"), "read write", "a");
        }
    }

    @Test
    void theUserMustStillHaveTheScope() {
        String subject = signIn();
        server.update("UPDATE users SET scopes = '{read}' WHERE id = :id", "id", user.id());
        assertThat(exchange(a, subject).text("scope")).isEqualTo("read");
        exchange(a, subject, "scope", "write").expectError(400, "invalid_scope");
        server.update("UPDATE users SET scopes = '{}' WHERE id = :id", "id", user.id());
        exchange(a, subject).expectError(400, "invalid_scope");
    }

    @Test
    void thereIsNoOpenIdInIt() {
        TestClient web = TestClient.named("web")
                .redirects(CodeFlow.REDIRECT_URI)
                .scope("openid offline_access read")
                .addTo(server);
        CodeFlow flow = CodeFlow.begin(server, web, user);
        String subject =
                flow.redeem(flow.code("openid offline_access read")).expect(200).accessToken();
        assertThat(Http.claims(subject).get("scope").asString()).contains("openid");
        TestClient api = TestClient.named("identity")
                .grants(GrantType.TOKEN_EXCHANGE)
                .scope("openid offline_access read")
                .exchangesTo(uri("b"))
                .addTo(server);
        // Such a token is for the issuer, which is a resource here.
        String issuer = server.base().toString();
        serve(issuer, "read", "identity");
        try {
            assertThat(exchange(api, subject).text("scope")).isEqualTo("read");
            exchange(api, subject, "scope", "openid").expectError(400, "invalid_scope");
            exchange(api, subject, "scope", "read offline_access").expectError(400, "invalid_scope");
        } finally {
            server.database().requests().resources().remove(issuer, BY);
            server.reload();
        }
    }

    @Test
    void itOpensNothingThatIsForTheUserAlone() {
        String issuer = server.base().toString();
        TestClient api = TestClient.named("curious")
                .grants(GrantType.TOKEN_EXCHANGE)
                .exchangesTo(issuer)
                .addTo(server);
        serve(issuer, "read write", "curious");
        serve(uri("a"), "read write", "curious");
        try {
            String token = exchange(api, signIn()).expect(200).accessToken();
            assertThat(isActive(api, token)).isTrue();
            http.me(token).expect(401);
            http.userinfo(token).expect(401);
        } finally {
            server.database().requests().resources().remove(issuer, BY);
            serve(uri("a"), "read write", "a");
        }
    }

    @Test
    void itHasTheGroupsThatTheUserHasNow() {
        server.database().access().groupChanges().add(new Group("staff", Scopes.NONE), BY);
        server.update("INSERT INTO group_members (group_name, user_id) VALUES ('staff', :id)", "id", user.id());
        TestClient app = TestClient.named("grouped").scope("read groups").addTo(server);
        api("g", "read groups", uri("b"));
        TestClient asking = TestClient.named("g2")
                .grants(GrantType.TOKEN_EXCHANGE)
                .scope("read groups")
                .exchangesTo(uri("g"), uri("b"))
                .addTo(server);
        serve(uri("a"), "read groups", "g2");
        try {
            String subject =
                    signIn(app, user, "scope", "read groups").expect(200).accessToken();
            JsonNode there =
                    exchange(asking, subject, "resource", uri("g")).expect(200).claims();
            assertThat(there.get("groups").toString()).isEqualTo("[\"staff\"]");
            assertThat(exchange(asking, subject, "resource", uri("b"))
                            .expect(200)
                            .claims()
                            .has("groups"))
                    .isFalse();
        } finally {
            serve(uri("a"), "read write", "a");
        }
    }

    @Test
    void itExpiresWithTheTokenThatItIsFrom() {
        TestClient hasty =
                TestClient.named("hasty").accessToken(Duration.ofSeconds(60)).addTo(server);
        String subject = signIn(hasty, user).expect(200).accessToken();
        String first = exchange(a, subject).expect(200).accessToken();
        assertThat(Http.claims(first).get("exp")).isEqualTo(Http.claims(subject).get("exp"));
        assertThat(exchange(b, first).claims().get("exp"))
                .isEqualTo(Http.claims(subject).get("exp"));
    }

    @Test
    void aClientsOwnTokenCanBeExchanged() {
        String own = http.token(client, "grant_type", "client_credentials", "resource", uri("a"))
                .expect(200)
                .accessToken();
        Answer first = exchange(a, own).expect(200);
        assertThat(first.claims().get("sub").asString()).isEqualTo(client.clientId());
        assertThat(first.claims().get("act").toString()).isEqualTo("{\"sub\":\"a\"}");
        assertThat(first.claims().has("username")).isFalse();
        assertThat(first.claims().has("sid")).isTrue();
        assertThat(isActive(a, first.accessToken())).isTrue();
        Answer second = exchange(b, first.accessToken()).expect(200);
        assertThat(second.claims().get("sub").asString()).isEqualTo(client.clientId());
        assertThat(second.claims().get("act")).isEqualTo(Http.JSON.readTree("{\"sub\":\"b\",\"act\":{\"sub\":\"a\"}}"));
    }

    @Test
    void notEvenTheDatabaseGivesAClientTheClaim() {
        TestClient liar = TestClient.named("liar").addTo(server);
        assertThatThrownBy(() -> server.update(
                        "UPDATE clients SET claims = '{\"act\":{\"sub\":\"d\"}}' WHERE id = :id", "id", liar.id()))
                .hasMessageContaining("clients_claims_not_the_servers");
    }

    @Test
    void eachExchangeIsLoggedAndCountedAndNoneIsAudited() {
        String counted = "latchkey_exchange_total{outcome=\"exchanged\"}";
        double before = server.metric(counted);
        long events = events();
        String subject = signIn();
        long signedIn = events() - events;
        try (CapturedLog log = CapturedLog.start()) {
            String sid = exchange(a, subject).claims().get("sid").asString();
            assertThat(log.text())
                    .contains("Client 'a' exchanged access token", user.id().toString(), sid, uri("b"))
                    .doesNotContain(subject);
        }
        assertThat(server.metric(counted)).isEqualTo(before + 1);
        assertThat(events()).isEqualTo(events + signedIn);
    }

    private static long events() {
        return server.sql()
                .sql("SELECT count(*) FROM audit_log")
                .query(Long.class)
                .single();
    }

    @Test
    void itIsNoSignInOfTheUser() {
        String subject = signIn();
        long before = families();
        exchange(b, exchange(a, subject).accessToken()).expect(200);
        assertThat(families()).isEqualTo(before);
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM exchanged_families WHERE user_id = :id")
                        .param("id", user.id())
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }

    private static long families() {
        return server.sql().sql("SELECT count(*) FROM tokens").query(Long.class).single();
    }
}
