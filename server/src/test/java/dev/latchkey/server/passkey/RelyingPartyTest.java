package dev.latchkey.server.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where browsers let passkeys be. */
class RelyingPartyTest {

    @Test
    void itIsTheHostAndTheOriginOfTheIssuer() {
        assertThat(RelyingParty.of(URI.create("https://Accounts.example:8443/auth"), "Orders"))
                .contains(new RelyingParty("accounts.example", "https://accounts.example:8443", "Orders"));
        assertThat(RelyingParty.of(URI.create("http://localhost:9000"), "Orders"))
                .contains(new RelyingParty("localhost", "http://localhost:9000", "Orders"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://accounts.example",
                "http://127.0.0.1:9000",
                "https://192.0.2.7",
                "https://[2001:db8::1]",
                "http://localhost.example"
            })
    void elsewhereBrowsersRefuseThem(String issuer) {
        assertThat(RelyingParty.of(URI.create(issuer), "Orders")).isEmpty();
    }
}
