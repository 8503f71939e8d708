package dev.latchkey.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.SharedServer;
import org.junit.jupiter.api.Test;

/** A JWT whose header is the JSON text {@code null}, on which the library fails with no exception of its own. */
class NoHeaderIT extends SharedServer {

    private static final String JWT = "bnVsbA.e30.AAAA";

    @Test
    void isNoTokenAnywhere() {
        http.userinfo(JWT).expect(401);
        http.me(JWT).expect(401);
        http.introspect(client, JWT).expectInactive();
        http.revoke(client, JWT).expect(200);
        http.post(
                        "/oauth2/token",
                        "grant_type",
                        "client_credentials",
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion",
                        JWT)
                .expectError(401, "invalid_client");
        for (String path : new String[] {"/oauth2/logout", "/oauth2/authorize"}) {
            assertThat(http.get(path + "?" + Http.encode("id_token_hint", JWT)).status())
                    .isLessThan(500);
        }
    }
}
