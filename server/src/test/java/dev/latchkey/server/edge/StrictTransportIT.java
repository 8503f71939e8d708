package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The server cannot know who ends TLS: the issuer says whether browsers use it. */
class StrictTransportIT {

    private static final String HEADER = "Strict-Transport-Security";
    private static final List<String> PATHS =
            List.of("/", "/sign-in", "/account", "/oauth2/authorize", "/oauth2/jwks", "/users/me", "/nowhere");

    @Test
    void answersOfAnIssuerOfHttpsTellBrowsersToUseNothingElse() {
        try (TestServer server = TestServer.start(TestDatabase.fresh(), "latchkey.issuer=https://id.example")) {
            for (String path : PATHS) {
                assertThat(server.http().get(path).header(HEADER)).as(path).isEqualTo("max-age=31536000");
            }
        }
    }

    @Test
    void answersOfAnotherDoNot() {
        try (TestServer server = TestServer.start(TestDatabase.fresh())) {
            for (String path : PATHS) {
                assertThat(server.http().get(path).header(HEADER)).as(path).isNull();
            }
        }
    }
}
