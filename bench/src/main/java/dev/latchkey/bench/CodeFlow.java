package dev.latchkey.bench;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The authorization code flow of any server whose sign-in page is a form of name and password.
 *
 * @param authorize the authorization endpoint
 * @param scope that the client asks for
 * @param client confidential, may redirect to {@link Browser#REDIRECT_URI}; its tokens are signed with ES256
 */
record CodeFlow(URI authorize, String scope, Target.Client client, Target.User user) {

    static final String AUTHORIZE = "authorize and redemption, ES256";
    static final String SIGN_IN = "sign-in, page to code";

    /**
     * The kinds of work, each several requests.
     *
     * @param token the token endpoint
     */
    List<Row> rows(URI token) {
        return List.of(
                Row.each(AUTHORIZE, () -> new Flow(signedIn(), token)),
                // The first sign-in has the user allow the client what it asks for, where a server wants that.
                Row.each(SIGN_IN, () -> {
                    signedIn();
                    return new Flow(null, token);
                }));
    }

    private Browser browser() {
        return Browser.at(authorize, scope, client.id(), Browser.password(user.name(), user.password()));
    }

    private Browser signedIn() throws IOException {
        Browser browser = browser();
        try (HttpConnection connection = new HttpConnection(authorize)) {
            browser.signIn(connection);
        }
        return browser;
    }

    /** One connection: from the authorization request to the code, and with a session on to the tokens. */
    final class Flow implements Workload {

        private final @Nullable Browser session;
        private final URI token;
        private @Nullable Browser browser;
        private @Nullable String code;

        /** Of a browser that is signed in; null for a new one each time, whose codes are left. */
        Flow(@Nullable Browser session, URI token) {
            this.session = session;
            this.token = token;
        }

        @Override
        public byte[] request() {
            if (browser == null) {
                browser = next();
            }
            return code == null
                    ? browser.request()
                    : HttpConnection.post(token, client.authorization(), browser.redemption(code));
        }

        private Browser next() {
            if (session == null) {
                return browser();
            }
            session.begin();
            return session;
        }

        @Override
        public void answered(HttpConnection.Response response) {
            Browser asking = browser;
            if (asking == null) {
                throw new IllegalStateException("Nothing was asked");
            }
            boolean redeemed = code != null;
            // Should the answer be wrong, the next piece of work begins.
            browser = null;
            code = null;
            if (redeemed) {
                Workload.check(response, "\"id_token\"");
                return;
            }
            Optional<String> issued = asking.follow(response);
            if (issued.isEmpty() && session != null) {
                throw new IllegalStateException("The session is over: the server asks for " + asking.path());
            }
            if (issued.isEmpty() || session != null) {
                browser = asking;
                code = issued.orElse(null);
            }
        }

        @Override
        public boolean isDone() {
            return browser == null;
        }
    }
}
