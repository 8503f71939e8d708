package dev.latchkey.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What browsers, and clients behind them, ask at a sign-in. Only our own server is asked: others have other pages.
 *
 * @param client may use the authorization code grant, with {@link Browser#REDIRECT_URI}
 */
record BrowserRows(URI issuer, Target.Client client, Target.User user, Codes codes, Accounts accounts) {

    static final String AUTHORIZE = "authorize with a session";
    static final String REDEEM = "redemption, ES256";
    static final String USERINFO = "userinfo, ES256";
    static final String PAGE = "sign-in page";
    static final String SIGN_IN = "sign-in POST";
    static final String APP = "sign-in with TOTP";
    static final String PASSKEY = "sign-in with a passkey";

    List<Row> rows() {
        return List.of(
                Row.each(AUTHORIZE, () -> redirected(signedIn().request(), Browser.REDIRECT_URI + "?code=")),
                Row.each(REDEEM, () -> redeeming()),
                Row.each(USERINFO, () -> Workload.repeating(userinfo(), "\"email\"")),
                Row.each(PAGE, () -> Workload.repeating(at("GET /sign-in").request(), "name=\"token\"")),
                Row.each(SIGN_IN, () -> redirected(at("POST /sign-in").request(), issuer + "/oauth2/authorize?")),
                // Two pages and their forms.
                new Row(APP, connections -> signingIn(accounts.withApp(connections), 4)),
                new Row(PASSKEY, connections -> signingIn(accounts.withPasskey(connections), 2)));
    }

    /** Each of these on a connection of its own. */
    private List<Workload> signingIn(List<? extends Supplier<Browser.Entries>> people, int requests)
            throws IOException {
        List<Workload> workloads = new ArrayList<>();
        for (Supplier<Browser.Entries> next : people) {
            InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (workloads.size() + 1)});
            workloads.add(new SigningIn(() -> Browser.atSignIn(issuer, client.id(), next.get()), requests, address));
        }
        return workloads;
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
