package dev.latchkey.server.grant.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.DpopClient;
import dev.latchkey.server.fixture.DpopKey;
import dev.latchkey.server.fixture.Http.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens that are bound to a key are exchanged for others that are (RFC 9449). */
class BoundExchangeIT extends Exchanging {

    private final DpopClient app = DpopClient.confidential(server, client);
    private final DpopClient api = DpopClient.confidential(server, a);

    private static String[] form(String token, String... more) {
        List<String> form = new ArrayList<>(List.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token",
                token,
                "subject_token_type",
                ACCESS_TOKEN));
        form.addAll(Arrays.asList(more));
        return form.toArray(String[]::new);
    }

    private String bound() {
        return app.token(
                        "grant_type",
                        "password",
                        "username",
                        user.username(),
                        "password",
                        user.password(),
                        "resource",
                        uri("a"))
                .expect(200)
                .accessToken();
    }

    @Test
    void theNewTokenIsBoundToTheKeyOfTheActor() {
        Answer answer = api.token(form(bound())).expect(200);
        assertThat(answer.text("token_type")).isEqualTo("DPoP");
        assertThat(answer.claims().at("/cnf/jkt").asString())
                .isEqualTo(api.key().jkt())
                .isNotEqualTo(app.key().jkt());
    }

    @Test
    void withoutAProofABoundTokenIsNotExchanged() {
        String subject = bound();
        api.tokenWith(null, form(subject)).expectError(400, "invalid_dpop_proof");
        exchange(b, api.token(form(subject)).expect(200).accessToken()).expectError(400, "invalid_dpop_proof");
        // One of another URL, and one that was used.
        api.tokenWith(DpopKey.es256().proof("POST", "https://else.example/"), form(subject))
                .expectError(400, "invalid_dpop_proof");
        String proof = api.proof();
        api.tokenWith(proof, form(subject)).expect(200);
        api.tokenWith(proof, form(subject)).expectError(400, "invalid_dpop_proof");
    }

    @Test
    void aTokenOfAnyoneIsBoundByAProof() {
        Answer answer = api.token(form(signIn())).expect(200);
        assertThat(answer.claims().at("/cnf/jkt").asString())
                .isEqualTo(api.key().jkt());
    }
}
