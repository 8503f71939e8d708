package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.bench.HttpConnection.Response;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SigningInTest {

    private static final URI SERVER = URI.create("http://localhost:9000");
    private static final Response PAGE = new Response(
            200,
            "HTTP/1.1 200\r\nSet-Cookie: form=1; Path=/\r\nSet-Cookie: other=2; Path=/\r\n",
            "<form method=\"post\" action=\"/sign-in\"><input type=\"password\">",
            false);

    private final SigningIn work = new SigningIn(
            () -> Browser.atSignIn(SERVER, "app", Browser.password("alice", "secret")),
            2,
            InetAddress.getLoopbackAddress());

    @Test
    void isDoneWhenTheServerLeadsBack() {
        assertThat(request()).startsWith("GET /sign-in?response_type=code");
        work.answered(PAGE);
        assertThat(work.isDone()).isFalse();

        assertThat(request()).startsWith("POST /sign-in ").contains("form=1; other=2", "username=alice");
        work.answered(to("/oauth2/authorize?x=y"));
        assertThat(work.isDone()).isTrue();
        assertThat(request()).startsWith("GET /sign-in?response_type=code").doesNotContain("Cookie");
    }

    @Test
    void aSignInThatEndsElsewhereIsAFailure() {
        request();
        work.answered(PAGE);
        request();

        assertThatThrownBy(() -> work.answered(to("/sign-in"))).hasMessageContaining("ended at GET /sign-in");
        assertThat(work.isDone()).isTrue();
    }

    @Test
    void afterAWrongAnswerTheNextSignInBegins() {
        request();

        assertThatThrownBy(() -> work.answered(new Response(429, "HTTP/1.1 429\r\n", "Slow down", false)))
                .hasMessageContaining("429");
        assertThat(work.isDone()).isTrue();
    }

    private String request() {
        return new String(work.request(), StandardCharsets.US_ASCII);
    }

    private static Response to(String path) {
        return new Response(303, "HTTP/1.1 303\r\nLocation: " + SERVER + path + "\r\n", "", false);
    }
}
