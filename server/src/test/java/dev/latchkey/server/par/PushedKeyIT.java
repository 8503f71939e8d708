package dev.latchkey.server.par;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.DpopClient;
import dev.latchkey.server.fixture.DpopKey;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.PushFlow;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.net.http.HttpRequest.BodyPublishers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A proof beside a pushed request binds the code to its key: RFC 9449, section 10.1. */
class PushedKeyIT extends SharedServer {

    private final TestUser user = newUser();
    private final TestClient bank = TestClient.named("bank-" + user.username())
            .redirects(WebFlow.REDIRECT_URI)
            .addTo(server);
    private final DpopClient dpop = DpopClient.confidential(server, bank);
    private final PushFlow flow = PushFlow.of(server, bank);

    private Answer push(String proof, @Nullable String... changes) {
        return http.send(
                http.request("/oauth2/par")
                        .header("Authorization", Http.basic(bank.clientId(), bank.secret()))
                        .header("DPoP", proof)
                        .POST(BodyPublishers.ofString(flow.browser().query(changes))),
                Http.FORM);
    }

    private String proof() {
        return dpop.key().proof("POST", server.base() + "/oauth2/par");
    }

    @Test
    void theCodeIsGoodWithThatKeyAlone() {
        String uri = push(proof()).expect(201).text("request_uri");
        Answer answer = flow.browser().follow(flow.browser().signIn(flow.open(uri), user));
        String code = String.valueOf(flow.browser().answerOf(answer).get("code"));
        dpop.with(DpopKey.es256()).redeem(code).expectError(400, "invalid_grant");
        String other = push(proof()).expect(201).text("request_uri");
        String second = String.valueOf(flow.browser().answerOf(flow.open(other)).get("code"));
        assertThat(dpop.redeem(second).expect(200).text("token_type")).isEqualTo("DPoP");
    }

    @Test
    void aProofIsGoodForOneRequest() {
        String proof = proof();
        // What is refused for another reason does not use it up.
        push(proof, "scope", "admin").expectError(400, "invalid_scope");
        push(proof).expect(201);
        push(proof).expectError(400, "invalid_dpop_proof");
    }

    @Test
    void aBadProofAndAnotherThumbprintAreRefused() {
        push("x").expectError(400, "invalid_dpop_proof");
        push(dpop.proof()).expectError(400, "invalid_dpop_proof");
        push(proof(), "dpop_jkt", DpopKey.es256().jkt()).expectError(400, "invalid_dpop_proof");
        push(proof(), "dpop_jkt", dpop.key().jkt()).expect(201);
    }
}
