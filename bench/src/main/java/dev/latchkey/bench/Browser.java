package dev.latchkey.bench;

import dev.latchkey.bench.HttpConnection.Response;
import dev.latchkey.core.family.Pkce;
import dev.latchkey.core.jdbc.Secrets;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A browser in which a user signs in, from the authorization request to the code: says what to send next, whatever carries
 * it, and reads the answer. The same request may be sent again after a lost answer, as a browser does that reloads a page.
 * One thread at a time.
 */
public final class Browser {

    /** Where codes are sent. The browser does not follow them there. */
    public static final String REDIRECT_URI = "https://app.example/callback";

    /** What the user allows the client. */
    public static final String SCOPE = "openid profile email read write";

    static final String AUTHORIZE = "/oauth2/authorize";

    private static final Pattern FORM =
            Pattern.compile("<form\\b(?=[^>]*\\bmethod=\"post\")[^>]*\\baction=\"([^\"]*)\"");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");

    private final URI server;
    private final String authorize;
    private final String scope;
    private final String clientId;
    private final Entries entries;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private String verifier = "";
    private URI next;
    private @Nullable Map<String, String> form;

    /** What a person enters into the form of a page, and the button that the person presses. */
    interface Entries {

        /** Everything but the hidden fields that the page fills in itself. */
        Map<String, String> on(String page);
    }

    /** The entries of a user who has a password and allows everything. */
    static Entries password(String username, String password) {
        Map<String, String> signIn = Map.of("username", username, "password", password, "decision", "sign-in");
        return page -> page.contains("type=\"password\"") ? signIn : Map.of("decision", "allow");
    }

    /**
     * A browser without cookies, at the authorization endpoint.
     *
     * @param server whose paths are asked for, with the authority that the requests name
     */
    public Browser(URI server, String clientId, String username, String password) {
        this(server.resolve(AUTHORIZE), SCOPE, clientId, password(username, password));
        begin();
    }

    private Browser(URI authorize, String scope, String clientId, Entries entries) {
        this.server = authorize;
        this.authorize = authorize.getRawPath();
        this.scope = scope;
        this.clientId = clientId;
        this.entries = entries;
        this.next = authorize;
    }

    /** A browser without cookies, at the sign-in page of an authorization request. */
    static Browser atSignIn(URI server, String clientId, Entries entries) {
        Browser browser = new Browser(server.resolve(AUTHORIZE), SCOPE, clientId, entries);
        browser.begin("/sign-in");
        return browser;
    }

    /**
     * A browser without cookies, at the authorization endpoint of any server.
     *
     * @param authorize the endpoint
     */
    static Browser at(URI authorize, String scope, String clientId, Entries entries) {
        Browser browser = new Browser(authorize, scope, clientId, entries);
        browser.begin();
        return browser;
    }

    /** Comes to the authorization endpoint with a new request, and with the cookies that there are. */
    public void begin() {
        begin(authorize);
    }

    private void begin(String path) {
        verifier = Secrets.text(32);
        goTo(server.resolve(path + "?" + Form.encode(request(clientId, scope, verifier))));
    }

    /** The parameters of an authorization request (RFC 6749, section 4.1.1). */
    static Map<String, String> request(String clientId, String scope, String verifier) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("client_id", clientId);
        request.put("redirect_uri", REDIRECT_URI);
        request.put("scope", scope);
        request.put("state", Secrets.text(16));
        request.put("nonce", Secrets.text(16));
        request.put("code_challenge", Pkce.challengeOf(verifier));
        request.put("code_challenge_method", "S256");
        return request;
    }

    private void goTo(URI page) {
        next = page;
        form = null;
    }

    /** What has to be sent now. */
    public byte[] request() {
        Map<String, String> headers = new HashMap<>();
        headers.put("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0");
        headers.put("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        headers.put("Accept-Language", "en-GB,en;q=0.5");
        if (!cookies.isEmpty()) {
            headers.put(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        if (form == null) {
            return HttpConnection.get(next, headers);
        }
        headers.put("Sec-Fetch-Site", "same-origin");
        return HttpConnection.post(next, headers, form);
    }

    /** The path of the next request: which step it is. */
    public String path() {
        return (form == null ? "GET " : "POST ") + next.getPath();
    }

    /**
     * Follows the answer to the last request, and fills in the form if it has one.
     *
     * @return the code, when there is one
     * @throws IllegalStateException when the answer leads nowhere
     */
    public Optional<String> follow(Response response) {
        response.headers("Set-Cookie").forEach(this::keep);
        if (response.status() == 303 || response.status() == 302) {
            String location = response.header("Location").orElse("");
            if (location.startsWith(REDIRECT_URI)) {
                return Optional.of(code(location));
            }
            URI target = URI.create(location);
            goTo(server.resolve(
                    target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery())));
            return Optional.empty();
        }
        Matcher action = FORM.matcher(response.body());
        if (response.status() != 200 || !action.find()) {
            throw new IllegalStateException(
                    path() + " was answered with " + response.status() + ": " + response.body());
        }
        fill(response.body());
        next = server.resolve(unescape(action.group(1)));
        return Optional.empty();
    }

    /** Goes on until there is a code, over a connection that stays. */
    String signIn(HttpConnection connection) throws IOException {
        Optional<String> code = Optional.empty();
        while (code.isEmpty()) {
            code = follow(connection.exchange(request()));
        }
        return code.get();
    }

    private void fill(String page) {
        Map<String, String> filled = new LinkedHashMap<>();
        Matcher hidden = HIDDEN.matcher(page);
        while (hidden.find()) {
            filled.put(unescape(hidden.group(1)), unescape(hidden.group(2)));
        }
        filled.putAll(entries.on(page));
        form = filled;
    }

    static String unescape(String attribute) {
        return attribute
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&amp;", "&");
    }

    private void keep(String cookie) {
        int equals = cookie.indexOf('=');
        String name = cookie.substring(0, equals);
        String value = cookie.substring(equals + 1, cookie.indexOf(';'));
        if (value.isEmpty()) {
            cookies.remove(name);
        } else {
            cookies.put(name, value);
        }
    }

    private static String code(String location) {
        return Arrays.stream(
                        Objects.requireNonNull(URI.create(location).getQuery()).split("&"))
                .filter(parameter -> parameter.startsWith("code="))
                .map(parameter -> parameter.substring("code=".length()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The client got no code but " + location));
    }

    /** What the client sends to exchange a code of this sign-in. */
    public Map<String, String> redemption(String code) {
        return redemption(code, verifier);
    }

    static Map<String, String> redemption(String code, String verifier) {
        return Map.of(
                "grant_type", "authorization_code",
                "code", code,
                "redirect_uri", REDIRECT_URI,
                "code_verifier", verifier);
    }

    /** Leaves out cookies and password. */
    @Override
    public String toString() {
        return "Browser at " + path();
    }
}
