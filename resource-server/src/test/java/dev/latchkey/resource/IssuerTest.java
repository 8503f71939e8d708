package dev.latchkey.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerTest {

    private static final Issuer ISSUER = new Issuer("https://id.example/tenant");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://id.example/tenant/status-lists/1",
                "https://ID.example/tenant/status-lists/1",
                "https://id.example:443/tenant/a",
                "https://id.example/tenant/..a/a.b/~_-"
            })
    void whatIsBelowItsUrlIsItsOwn(String uri) {
        assertThat(ISSUER.own(uri)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://id.example",
                "https://id.example/",
                "https://id.example/tenant",
                "https://id.example/tenant/",
                "https://id.example/tenantx/a",
                "https://id.example/other/a",
                "http://id.example/tenant/a",
                "ftp://id.example/tenant/a",
                "file:///tenant/a",
                "//id.example/tenant/a",
                "/tenant/a",
                "https:/tenant/a",
                "https:id.example/tenant/a",
                "https://id.example:8443/tenant/a",
                "https://id.example:80/tenant/a",
                "https://id.example:0/tenant/a",
                "https://id.example.evil/tenant/a",
                "https://evil.example/tenant/a",
                "https://id.example@evil.example/tenant/a",
                "https://user@id.example/tenant/a",
                "https://user:secret@id.example/tenant/a",
                "https://@id.example/tenant/a",
                "https://id.example./tenant/a",
                "https://id.example/tenant/../a",
                "https://id.example/tenant/../tenant/a",
                "https://id.example/tenant/./a",
                "https://id.example/tenant/..",
                "https://id.example/tenant/a/..",
                "https://id.example/tenant/%2e%2e/a",
                "https://id.example/tenant/..%2fa",
                "https://id.example/tenant/%61",
                "https://id.example/tenant//a",
                "https://id.example//tenant/a",
                "https://id.example/tenant/a;b",
                "https://id.example/tenant/a?b",
                "https://id.example/tenant/a#b",
                "https://id.example/tenant/a b",
                "https://id.example/tenant/a\\b",
                "https://id.example\\@evil.example/tenant/a",
                "https://id.example/tenant/a\n",
                "https://id.example/tenant/ä",
                "https://169.254.169.254/tenant/a",
                "https://[::1]/tenant/a"
            })
    void nothingElseIs(String uri) {
        assertThat(ISSUER.own(uri)).isEmpty();
    }

    @Test
    void aUriHasAnEnd() {
        assertThat(ISSUER.own("https://id.example/tenant/" + "a".repeat(5000))).isEmpty();
    }

    @Test
    void aSlashAtItsEndIsItsIdentifiersButNotItsPaths() {
        Issuer issuer = new Issuer("http://localhost:9000/");
        assertThat(issuer.identifier()).isEqualTo("http://localhost:9000/");
        assertThat(issuer.resolve("/oauth2/jwks")).hasToString("http://localhost:9000/oauth2/jwks");
        assertThat(issuer.own("http://localhost:9000/status-lists/1")).isPresent();
        assertThat(issuer.own("http://localhost:9001/status-lists/1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "id.example", "ftp://id.example", "https://", "https://id.example?a", "https://u@id.example"
            })
    void isAnHttpUrl(String issuer) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Issuer(issuer));
    }
}
