package dev.latchkey.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectUriTest {

    static final List<String> GOOD = List.of(
            "https://app.example/callback",
            "https://app.example",
            "https://app.example:8443/a/b?x=1&y=%20",
            "https://[2001:db8::1]/cb",
            "http://127.0.0.1/cb",
            "http://127.0.0.1:8080/cb",
            "http://[::1]:1/",
            "http://localhost:3000/cb?x",
            "http://localhost",
            "com.example.app:/callback",
            "com.example.app://callback",
            "https://app.example/a..b/.well-known/...");

    static final List<String> BAD = List.of(
            "",
            "app.example/callback",
            "/callback",
            "//app.example/callback",
            "https://app.example/callback#",
            "https://app.example/#fragment",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "about:blank",
            "http://app.example/callback",
            "http://127.0.0.2/",
            "http://localhost.example/",
            "http://127.0.0.1.example/",
            "https://user@app.example/",
            "https://user:secret@app.example/",
            "https://app.example\\@evil.example/",
            "https://app.example\\",
            "https://App.example/",
            "HTTPS://app.example/",
            "https://app.example:0/",
            "https://app.example:/",
            "https://*.example/",
            "https://app.example/<script>",
            "https://app.example/ ",
            "https://app.example/\r\nX: y",
            "https://app.example/\u00e9",
            "https://app.ex\u00e4mple/",
            "https:///callback",
            "https://",
            "myapp:/callback",
            "com.example.app:callback",
            "ftp://app.example/");

    @Test
    void whatMayBeRegistered() {
        for (String good : GOOD) {
            assertThat(new RedirectUri(good).value()).isEqualTo(good);
            assertThat(new RedirectUri(good).matches(good)).isTrue();
        }
        for (String bad : BAD) {
            assertThatIllegalArgumentException().as(bad).isThrownBy(() -> new RedirectUri(bad));
            assertThat(RedirectUri.parse(bad)).isEmpty();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new RedirectUri("https://a/" + "a".repeat(503)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example/..",
                "https://app.example/a/../b",
                "https://app.example/%2e%2e/b",
                "https://app.example/a/.%2E?x",
                "https://app.example/./b"
            })
    void aPathThatAServerMayReadAsAnotherIsNotRegistered(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> new RedirectUri(uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example/callback/",
                "https://app.example/Callback",
                "https://app.example/callback?",
                "https://app.example/callback?x=1",
                "https://app.example/callback#",
                "https://app.example/callback/../callback",
                "https://app.example/%63allback",
                "https://app.example//callback",
                "https://app.example:443/callback",
                "https://app.example:8443/callback",
                "https://app.example./callback",
                "https://APP.example/callback",
                "https://user@app.example/callback",
                "https://app.example@evil.example/callback",
                "https://app.example\\.evil.example/callback",
                "https://app.example.evil.example/callback",
                "https://evil.example/callback",
                "https://app.ex\u0430mple/callback",
                "http://app.example/callback",
                " https://app.example/callback",
                "https://app.example/callback ",
                "https://app.example/callback\n",
                ""
            })
    void aRequestHasTheTextThatIsRegistered(String requested) {
        assertThat(new RedirectUri("https://app.example/callback").matches(requested))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // RFC 8252, section 7.3: any port, whether one is registered or not.
        "http://127.0.0.1/cb,       http://127.0.0.1:49152/cb, true",
        "http://127.0.0.1:1/cb,     http://127.0.0.1:49152/cb, true",
        "http://127.0.0.1:1/cb,     http://127.0.0.1/cb,       true",
        "http://[::1]/cb,           http://[::1]:65535/cb,     true",
        "http://[::1]/cb?x=1,       http://[::1]:80/cb?x=1,    true",
        "http://127.0.0.1,          http://127.0.0.1:2,        true",
        "http://localhost/cb,       http://localhost:49152/cb, true",
        // A name may stand for another machine: only where the operator left the port open.
        "http://localhost:3000/cb,  http://localhost:3001/cb,  false",
        "http://localhost:3000/cb,  http://localhost/cb,       false",
        "http://127.0.0.1/cb,       http://localhost/cb,       false",
        "http://127.0.0.1/cb,       http://[::1]/cb,           false",
        "http://127.0.0.1/cb,       http://127.0.0.1:1/cb/,    false",
        "http://127.0.0.1/cb,       http://127.0.0.1:1/cb?x,   false",
        "http://127.0.0.1/cb,       http://127.0.0.1:1/CB,     false",
        "http://127.0.0.1/cb,       https://127.0.0.1:1/cb,    false",
        "http://127.0.0.1/cb,       http://127.0.0.1:0/cb,     false",
        "http://127.0.0.1/cb,       http://127.0.0.1:01/cb,    false",
        "http://127.0.0.1/cb,       http://127.0.0.1:65536/cb, false",
        "http://127.0.0.1/cb,       http://127.0.0.1:99999/cb, false",
        "http://127.0.0.1/cb,       http://127.0.0.1:999999/cb, false",
        "http://127.0.0.1/cb,       http://127.0.0.1:/cb,      false",
        "http://127.0.0.1/cb,       http://127.0.0.1:+1/cb,    false",
        "http://127.0.0.1/cb,       http://127.0.0.1:1@evil.example/cb, false",
        "http://127.0.0.1/cb,       http://u@127.0.0.1:1/cb,   false",
        "http://127.0.0.1,          http://127.0.0.1:1@evil.example, false",
        "http://127.0.0.1,          http://127.0.0.1:1.evil.example, false",
        "http://127.0.0.1,          http://127.0.0.1.evil.example, false",
        "https://app.example/cb,    https://app.example:8443/cb, false",
        "com.example.app:/cb,       com.example.app:/CB,       false",
        "com.example.app:/cb,       com.example.app:1:/cb,     false"
    })
    void onTheLoopbackInterfaceThePortIsFree(String registered, String requested, boolean matches) {
        assertThat(new RedirectUri(registered).matches(requested)).isEqualTo(matches);
    }

    /** Whatever is accepted is what is registered, or differs in nothing but the port of a loopback address. */
    @Test
    void nothingElseEverMatches() {
        Random random = new Random(8252);
        String alphabet = "abz019:/.@?#%[]\\ &=-_~lcohst127A\u00e9";
        int accepted = 0;
        for (int i = 0; i < 200_000; i++) {
            String registered = GOOD.get(random.nextInt(GOOD.size()));
            StringBuilder text = new StringBuilder(registered);
            for (int changes = 1 + random.nextInt(3); changes > 0 && !text.isEmpty(); changes--) {
                int place = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(4)) {
                    case 0 -> text.insert(place, c);
                    case 1 -> text.deleteCharAt(place);
                    case 2 -> text.setCharAt(place, c);
                    default -> {
                        int host = text.indexOf("/cb");
                        text.insert(host < 0 ? place : host, ":" + random.nextInt(70_000));
                    }
                }
            }
            String requested = text.toString();
            if (new RedirectUri(registered).matches(requested) && !requested.equals(registered)) {
                accepted++;
                URI own = URI.create(registered);
                URI other = URI.create(requested);
                assertThat(own.getHost()).isIn("127.0.0.1", "[::1]", "localhost");
                assertThat(other.getHost()).isEqualTo(own.getHost());
                assertThat(other.getScheme()).isEqualTo("http");
                assertThat(other.getUserInfo()).isNull();
                assertThat(other.getRawPath()).isEqualTo(own.getRawPath());
                assertThat(other.getRawQuery()).isEqualTo(own.getRawQuery());
                assertThat(other.getRawFragment()).isNull();
                assertThat(other.getPort()).isBetween(-1, 65_535);
                assertThat(own.getHost().equals("localhost") && own.getPort() >= 0)
                        .isFalse();
            }
        }
        assertThat(accepted).as("ports that were free").isGreaterThan(100);
    }

    @Test
    void onlyHttpsIsCertainToReachTheClientItself() {
        assertThat(new RedirectUri("https://localhost/").isOnDevice()).isFalse();
        assertThat(new RedirectUri("http://localhost/").isOnDevice()).isTrue();
        assertThat(new RedirectUri("com.example.app:/cb").isOnDevice()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example/callback?a=b, https://app.example",
        "https://app.example, https://app.example",
        "https://app.example:443/, https://app.example",
        "https://app.example:8443/, https://app.example:8443",
        "http://localhost:80/x, http://localhost",
        "http://[::1]:5173/, http://[::1]:5173",
        "com.example.app:/callback, "
    })
    void theOriginIsAsBrowsersWriteIt(String uri, String origin) {
        assertThat(new RedirectUri(uri).origin().map(Origin::value).orElse(null))
                .isEqualTo(origin);
    }
}
