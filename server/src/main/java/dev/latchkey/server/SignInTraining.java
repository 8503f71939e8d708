package dev.latchkey.server;

import dev.latchkey.core.jdbc.Secrets;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.page.ConsentPage;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.SignInPage;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@link Training} does in a browser: sign in, allow, and come again with the session. */
final class SignInTraining {

    /** Where the client's answers would go. This browser does not follow them there. */
    static final String REDIRECT_URI = "https://app.example/callback";

    /** The example of RFC 7636, appendix B. */
    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]*)\"");
    private static final Pattern SHOWN = Pattern.compile("name=\"shown\" value=\"([^\"]*)\"");
    private static final Pattern DESCRIBED = Pattern.compile("name=\"described\" value=\"([^\"]*)\"");
    private static final int ROUNDS = 20;

    private final String base;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    /** A browser without cookies. */
    SignInTraining(String base) {
        this.base = base;
    }

    /** An answer of the server: a page, or a redirect. */
    private record Answer(String body, @Nullable String location) {}

    /**
     * Walks through the pages.
     *
     * @return the code of the last answer
     */
    String walk(String clientId, String username, String password) throws IOException {
        String query = "?"
                + encode(Map.of(
                        "response_type",
                        "code",
                        "client_id",
                        clientId,
                        "redirect_uri",
                        REDIRECT_URI,
                        "scope",
                        "openid read",
                        "state",
                        Secrets.text(16),
                        "nonce",
                        Secrets.text(16),
                        "code_challenge",
                        CHALLENGE,
                        "code_challenge_method",
                        "S256"));
        String url = Endpoint.AUTHORIZATION.path() + query;
        Answer page = follow(get(url));
        Answer signedIn = post(
                Endpoint.SIGN_IN.path() + query,
                Map.of("token", token(page), SignInPage.USERNAME, username, SignInPage.PASSWORD, password));
        Answer asked = follow(signedIn);
        post(
                Endpoint.CONSENT.path() + query,
                Map.of(
                        Forms.TOKEN,
                        token(asked),
                        Forms.SHOWN,
                        field(asked, SHOWN),
                        Forms.DESCRIBED,
                        field(asked, DESCRIBED),
                        Form.DECISION,
                        ConsentPage.ALLOW));
        Answer last = get(url);
        for (int round = 0; round < ROUNDS; round++) {
            new SignInTraining(base).get(Endpoint.SIGN_IN.path() + query);
            last = get(url);
        }
        return URI.create(String.valueOf(last.location())).getQuery().replaceAll("(^|.*&)code=([^&]*).*", "$2");
    }

    private Answer follow(Answer answer) throws IOException {
        Answer last = answer;
        while (last.location() != null && last.location().startsWith(base)) {
            last = get(last.location().substring(base.length()));
        }
        return last;
    }

    private static String token(Answer page) {
        return field(page, TOKEN);
    }

    private static String field(Answer page, Pattern pattern) {
        Matcher field = pattern.matcher(page.body());
        if (!field.find()) {
            throw new IllegalStateException("There is no form: " + page);
        }
        return field.group(1);
    }

    private Answer get(String path) throws IOException {
        return read(connect(path));
    }

    private Answer post(String path, Map<String, String> form) throws IOException {
        HttpURLConnection connection = connect(path);
        connection.setDoOutput(true);
        connection.getOutputStream().write(encode(form).getBytes(StandardCharsets.UTF_8));
        return read(connection);
    }

    private static String encode(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private HttpURLConnection connect(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(base + path).toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty(
                "Cookie",
                cookies.entrySet().stream()
                        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                        .collect(Collectors.joining("; ")));
        return connection;
    }

    private Answer read(HttpURLConnection connection) throws IOException {
        try (InputStream answer = connection.getInputStream()) {
            String body = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            String cookie = connection.getHeaderField("Set-Cookie");
            if (cookie != null) {
                int equals = cookie.indexOf('=');
                cookies.put(cookie.substring(0, equals), cookie.substring(equals + 1, cookie.indexOf(';')));
            }
            return new Answer(body, connection.getHeaderField("Location"));
        }
    }
}
