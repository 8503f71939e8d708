package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.bench.HttpConnection.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class CodeFlowTest {

    private static final URI AUTHORIZE = URI.create("http://localhost:8080/realms/x/protocol/openid-connect/auth");
    private static final URI TOKEN = AUTHORIZE.resolve("token");

    /** As Keycloak writes it: the attributes are in another order than ours. */
    private static final Response PAGE = new Response(
            200,
            "HTTP/1.1 200 OK\r\nSet-Cookie: AUTH=1; Path=/realms/x/\r\nSet-Cookie: RESTART=2; Path=/realms/x/\r\n",
            """
            <form id="kc-form-login" onsubmit="return true;" action="http://localhost:8080/realms/x/login?code=a&amp;tab=b" method="post">
            <input name="username" type="text"><input name="password" type="password">
            """,
            false);

    private static final Response CODE = new Response(
            302,
            "HTTP/1.1 302 Found\r\nSet-Cookie: RESTART=; Path=/realms/x/; Max-Age=0\r\nLocation: "
                    + Browser.REDIRECT_URI + "?state=s&code=the-code\r\n",
            "",
            false);

    private final Target.User alice = new Target.User("alice", "secret");
    private final CodeFlow flow =
            new CodeFlow(AUTHORIZE, "openid", new Target.Client("app", "s", new ArrayDeque<>()), alice);

    @Test
    void aSignInEndsWithTheCode() {
        CodeFlow.Flow work = flow.new Flow(null, TOKEN);

        assertThat(text(work)).startsWith("GET /realms/x/protocol/openid-connect/auth?response_type=code");
        work.answered(PAGE);
        assertThat(work.isDone()).isFalse();
        assertThat(text(work)).startsWith("POST /realms/x/login?code=a&tab=b ").contains("AUTH=1; RESTART=2", "alice");
        work.answered(CODE);

        assertThat(work.isDone()).isTrue();
        assertThat(text(work)).startsWith("GET ").doesNotContain("Cookie");
    }

    @Test
    void withASessionTheCodeIsRedeemed() {
        CodeFlow.Flow work = flow.new Flow(signedIn(), TOKEN);

        assertThat(text(work)).startsWith("GET ").contains("AUTH=1").doesNotContain("RESTART");
        work.answered(CODE);
        assertThat(work.isDone()).isFalse();
        assertThat(text(work))
                .startsWith("POST /realms/x/protocol/openid-connect/token ")
                .contains("code=the-code");
        work.answered(new Response(200, "HTTP/1.1 200 OK\r\n", "{\"id_token\":\"x\"}", false));

        assertThat(work.isDone()).isTrue();
    }

    @Test
    void aSessionThatIsOverIsAFailure() {
        CodeFlow.Flow work = flow.new Flow(signedIn(), TOKEN);
        work.request();

        assertThatThrownBy(() -> work.answered(PAGE)).hasMessageContaining("session is over");
        assertThat(work.isDone()).isTrue();
    }

    private Browser signedIn() {
        Browser browser = Browser.at(AUTHORIZE, "openid", "app", Browser.password("alice", "secret"));
        browser.follow(PAGE);
        assertThat(browser.follow(CODE)).contains("the-code");
        return browser;
    }

    private static String text(Workload work) {
        return new String(work.request(), StandardCharsets.US_ASCII);
    }
}
