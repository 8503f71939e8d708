package dev.latchkey.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointTest {

    @Test
    void aPathIsThatOfTheLongestEndpointItBeginsWith() {
        assertThat(Endpoint.at("/users/me")).contains(Endpoint.ACCOUNT);
        assertThat(Endpoint.at("/users/me/password")).contains(Endpoint.PASSWORD);
        assertThat(Endpoint.at("/users/me/password/x")).contains(Endpoint.PASSWORD);
        assertThat(Endpoint.at("/users/me/x")).contains(Endpoint.ACCOUNT);
        assertThat(Endpoint.at("/status-lists/7")).contains(Endpoint.STATUS_LISTS);
        assertThat(Endpoint.at("/.well-known/oauth-authorization-server/auth")).contains(Endpoint.METADATA);
        assertThat(Endpoint.at("/")).contains(Endpoint.HOME);
        assertThat(Endpoint.at("/assets/1234.css")).contains(Endpoint.ASSETS);
    }

    @Test
    void aPathIsDecodedAndItsParametersAreLeftOut() {
        assertThat(Endpoint.at("/oauth2/%74oken")).contains(Endpoint.TOKEN);
        assertThat(Endpoint.at("/oauth2/token;x=y")).contains(Endpoint.TOKEN);
    }

    @Test
    void otherPathsAreNoEndpoints() {
        for (String path : List.of(
                "", "//", "//register", "/users", "/users/me2", "/oauth2", "/OAUTH2/token", "/%zz", "/oauth2/token%")) {
            assertThat(Endpoint.at(path)).as(path).isEmpty();
        }
        assertThat(Endpoint.at(null)).isEmpty();
    }
}
