package dev.latchkey.server.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.document.DocumentHost.Page;
import dev.latchkey.server.fixture.CodeFlow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that describe no client here: the browser gets a page and is sent nowhere. */
class RefusedDocumentIT extends DocumentServer {

    @Test
    void ofAHostThatIsNotTrusted() {
        String url = host.describe("/client.json", GOOD);
        server.database().requests().trustedHosts().remove(host.name(), BY);
        server.reload();
        assertThat(refusal(url)).contains("not trusted");
        // Neither a part of its name nor its address without the port is the host.
        server.database().requests().trustedHosts().add("127.0.0.1", BY);
        server.database().requests().trustedHosts().add("localhost", BY);
        server.reload();
        assertThat(refusal(url)).contains("not trusted");
        server.database().requests().trustedHosts().remove("127.0.0.1", BY);
        server.database().requests().trustedHosts().remove("localhost", BY);
        assertThat(host.requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://127.0.0.1",
                "https://127.0.0.1/a/../client.json",
                "https://127.0.0.1/a/%2e%2E/client.json",
                "https://127.0.0.1/./client.json",
                "https://user@127.0.0.1/client.json",
                "https://127.0.0.1/client.json#top",
                "https://App.example/client.json",
                "http://app.example/client.json",
                "https://127.0.0.1/%zz",
                "https://127.0.0.1:99999999/client.json",
                "ftp://127.0.0.1/client.json"
            })
    void atAUrlThatIsNoClientId(String clientId) {
        refusal(clientId);
        assertThat(stored(clientId)).isEmpty();
    }

    @Test
    void atAUrlThatIsTooLong() {
        String url = host.describe("/" + "a".repeat(513 - host.url("/").length()), GOOD);
        refusal(url);
        assertThat(host.requests()).isZero();
        assertThat(from(host.describe("/" + "a".repeat(512 - host.url("/").length()), GOOD))
                        .authorize()
                        .status())
                .isEqualTo(303);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"redirect_uris\": [\"javascript:alert(1)\"] | redirect_uris is refused",
                "\"redirect_uris\": [\"https://app.example/callback\", \"http://inner.example/\"] | redirect_uris is refused",
                "\"redirect_uris\": [] | no redirect_uris",
                "\"redirect_uris\": \"https://app.example/callback\" | not a list",
                "\"client_name\": \"None\" | no redirect_uris",
                "\"redirect_uris\": [\"https://app.example/callback\"], \"jwks_uri\": \"https://10.0.0.1/jwks\" | jwks_uri",
                "\"redirect_uris\": [\"https://app.example/callback\"], \"client_secret\": \"x\" | client_secret",
                "\"redirect_uris\": [\"https://app.example/callback\"], \"token_endpoint_auth_method\": \"client_secret_post\" | is not none",
                "\"redirect_uris\": [\"https://app.example/callback\"], \"token_endpoint_auth_method\": \"private_key_jwt\" | is not none",
                "\"redirect_uris\": [\"https://app.example/callback\"], \"grant_types\": [\"client_credentials\"] | authorization_code",
                "\"redirect_uris\": [\"https://app.example/callback\"], \"response_types\": [\"token\"] | without code",
                "\"redirect_uris\": [\"https://app.example/callback\"], \"scope\": \"read admin\" | scope",
                "\"redirect_uris\": [\"https://app.example/callback\"], \"client_name\": \"R\\u202eobot\" | client_name",
                "\"redirect_uris\": [\"https://app.example/callback\"], \"software_id\": \"\\ud800\" | half a surrogate pair",
                "\"redirect_uris\": [\"https://app.example/callback\"], \"client_id\": \"https://app.example/\" | not JSON"
            })
    void thatSaysWhatAClientMayNotBe(String members, String reason) {
        assertThat(refusal(host.describe("/client.json", members))).contains(reason);
    }

    @Test
    void ofAnotherClient() {
        String other = host.describe("/other.json", GOOD);
        String body = "{\"client_id\": \"" + other + "\", " + GOOD + "}";
        assertThat(refusal(host.put("/client.json", new Page(200, "application/json", body))))
                .contains("not its URL");
        // Compared as text.
        assertThat(refusal(other + "?")).contains("not its URL");
    }

    @Test
    void thatIsNoDocument() {
        String url = host.describe("/client.json", GOOD);
        assertThat(refusal(host.put("/moved.json", new Page(302, "application/json", url))))
                .contains("302");
        assertThat(refusal(host.put(
                        "/large.json",
                        new Page(
                                200,
                                "application/json",
                                "{\"client_id\": \"" + host.url("/large.json") + "\"," + GOOD + "," + "\"x\": \""
                                        + "x".repeat(6_000) + "\"}"))))
                .contains("cannot be fetched");
        assertThat(refusal(host.put("/text.json", new Page(200, "application/json", "hello"))))
                .contains("not JSON");
        assertThat(refusal(host.put("/list.json", new Page(200, "application/json", "[]"))))
                .contains("not a JSON object");
        assertThat(refusal(host.put("/page.json", new Page(200, "text/html", "{}"))))
                .contains("Content-Type");
        assertThat(refusal(host.url("/none.json"))).contains("404");
    }

    /** The fetcher's own tests have more addresses, and names that resolve to them. */
    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "10.0.0.1", "192.168.0.1", "0.0.0.0"})
    void atAnInnerAddress(String address) {
        server.database().requests().trustedHosts().add(address, BY);
        server.reload();
        assertThat(refusal("https://" + address + "/client.json")).contains("not public");
    }

    @Test
    void atAHostThatMayNotBePrivate() {
        String url = host.describe("/client.json", GOOD).replace("127.0.0.1", "localhost");
        server.database().requests().trustedHosts().add(host.name().replace("127.0.0.1", "localhost"), BY);
        server.reload();
        // Fetched, since localhost is listed, and found to be the document of another URL.
        assertThat(refusal(url)).contains("not its URL");
    }

    @Test
    void forARedirectUriThatIsNotInIt() {
        String url = host.describe("/client.json", GOOD);
        assertThat(refusal(url, "redirect_uri", "https://other.example/")).contains("redirect_uri");
        assertThat(from(url).answerOf(from(url).authorize("scope", "admin")).get("error"))
                .isEqualTo("invalid_scope");
        assertThat(CodeFlow.REDIRECT_URI).isNotEqualTo("https://other.example/");
    }
}
