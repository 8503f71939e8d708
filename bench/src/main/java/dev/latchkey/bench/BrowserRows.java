package dev.latchkey.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What browsers, and clients behind them, ask at a sign-in. Only our own server is asked: others have other pages.
 *
 * @param client may use the authorization code grant, with {@link Browser#REDIRECT_URI}
 */
record BrowserRows(URI issuer, Target.Client client, Target.User user, Codes codes) {

    static final String AUTHORIZE = "authorize with a session";
    static final String REDEEM = "redemption, ES256";
    static final String USERINFO = "userinfo, ES256";
    static final String PAGE = "sign-in page";
    static final String SIGN_IN = "sign-in POST";

    /** Makes what one connection asks. */
    private interface Preparation {
        Workload make() throws IOException;
    }

    List<Row> rows() {
        return List.of(
                row(AUTHORIZE, () -> redirected(signedIn().request(), Browser.REDIRECT_URI + "?code=")),
                row(REDEEM, () -> redeeming()),
                row(USERINFO, () -> Workload.repeating(userinfo(), "\"email\"")),
                row(PAGE, () -> Workload.repeating(at("GET /sign-in").request(), "name=\"token\"")),
                row(SIGN_IN, () -> redirected(at("POST /sign-in").request(), issuer + "/oauth2/authorize?")));
    }

    private static Row row(String name, Preparation one) {
        return new Row(name, connections -> {
            List<Workload> workloads = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                workloads.add(one.make());
            }
            return workloads;
        });
    }

    private Browser browser() {
        return new Browser(issuer, client.id(), user.name(), user.password());
    }

    /** A new browser on its way to this request. */
    private Browser at(String path) throws IOException {
        Browser browser = browser();
        try (HttpConnection connection = new HttpConnection(issuer)) {
            while (!browser.path().equals(path)) {
                browser.follow(connection.exchange(browser.request()));
            }
        }
        return browser;
    }

    /** A browser that comes again after a whole sign-in. */
    private Browser signedIn() throws IOException {
        Browser browser = browser();
        try (HttpConnection connection = new HttpConnection(issuer)) {
            browser.signIn(connection);
        }
        browser.begin();
        return browser;
    }

    private Workload redeeming() {
        return new Workload() {
            @Override
            public byte[] request() {
                return redemption();
            }

            @Override
            public void answered(HttpConnection.Response response) {
                Workload.check(response, "\"id_token\"");
            }
        };
    }

    private byte[] redemption() {
        return HttpConnection.post(
                issuer.resolve("/oauth2/token"),
                client.authorization(),
                Browser.redemption(codes.next(), Codes.VERIFIER));
    }

    private byte[] userinfo() throws IOException {
        try (HttpConnection connection = new HttpConnection(issuer)) {
            String token = Form.member(connection.exchange(redemption()).body(), "access_token");
            return HttpConnection.get(issuer.resolve("/userinfo"), Map.of("Authorization", "Bearer " + token));
        }
    }

    private static Workload redirected(byte[] request, String to) {
        return new Workload() {
            @Override
            public byte[] request() {
                return request;
            }

            @Override
            public void answered(HttpConnection.Response response) {
                if (!response.header("Location").orElse("").startsWith(to)) {
                    throw new IllegalStateException(
                            "The answer was " + response.status() + ", not a redirect to " + to);
                }
            }
        };
    }
}
