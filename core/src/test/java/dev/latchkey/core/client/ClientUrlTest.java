package dev.latchkey.core.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which client ids are URLs of documents. */
class ClientUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://app.example/client.json, app.example",
        "https://app.example:8443/a/b?version=1, app.example:8443",
        "https://app.example/..a/.b, app.example",
        "http://localhost:8080/client.json, localhost:8080",
        "http://127.0.0.1/client.json, 127.0.0.1"
    })
    void aUrlHasAHost(String url, String host) {
        assertThat(ClientUrl.parse(url).orElseThrow().host()).isEqualTo(host);
        assertThat(ClientUrl.isMeant(url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example",
                "https://app.example/",
                "https://app.example?a",
                "https://app.example/a#b",
                "https://user:secret@app.example/a",
                "https://app.example/a/../b",
                "https://app.example/a/%2E%2e",
                "https://app.example/.",
                "https://App.example/a",
                "https://app.example:0443/a",
                "https://app.example:123456/a",
                "https://[::1]/a",
                "https://app.example/a b",
                "https://app.example/%g0",
                "https://app.example\\@other.example/a",
                "http://app.example/a",
                "http://[::1]/a",
                "HTTPS://app.example/a",
                "ftp://app.example/a",
                "shop"
            })
    void anythingElseIsNone(String text) {
        assertThat(ClientUrl.parse(text)).isEmpty();
    }

    @Test
    void itHasAtMost512Characters() {
        String url = "https://app.example/" + "a".repeat(492);
        assertThat(ClientUrl.parse(url)).isPresent();
        assertThat(ClientUrl.parse(url + "a")).isEmpty();
    }

    @Test
    void eachHasAnIdOfItsOwnThatIsAlwaysTheSame() {
        ClientUrl url = new ClientUrl("https://app.example/client.json");
        assertThat(url.id()).isEqualTo(new ClientUrl(url.value()).id());
        assertThat(url.id()).isNotEqualTo(new ClientUrl("https://app.example/client.jsoN").id());
        assertThat(url.id().version()).isEqualTo(8);
        assertThat(url.id().variant()).isEqualTo(2);
    }
}
