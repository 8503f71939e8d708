package dev.latchkey.server.home;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.Database;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.AuthorizationCodes;
import dev.latchkey.core.family.CodeOutcome;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.Pkce;
import dev.latchkey.core.family.Redemption;
import dev.latchkey.core.jdbc.Secrets;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.page.DemoResultPage;
import dev.latchkey.server.page.DemoResultPage.Kind;
import dev.latchkey.server.page.DemoResultPage.Token;
import dev.latchkey.server.page.ErrorPages;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.Pages;
import dev.latchkey.server.settings.ServerSettings;
import dev.latchkey.server.token.IssuedTokens;
import dev.latchkey.server.token.Issuer;
import dev.latchkey.server.token.Presented;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends the browser to sign in, redeems the code that it brings back, and shows the tokens decoded. The tokens themselves
 * stay on the server: the page has their contents only.
 */
@Controller
public final class DemoController {

    private static final String COOKIE = "latchkey-demo";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final DemoClient demo;
    private final AuthorizationCodes codes;
    private final Presented presented;
    private final Issuer tokens;
    private final Pages pages;
    private final JsonMapper json;
    private final ServerSettings settings;

    DemoController(
            DemoClient demo,
            Database database,
            Presented presented,
            Issuer tokens,
            Pages pages,
            JsonMapper json,
            ServerSettings settings) {
        this.demo = demo;
        this.codes = database.authorizationCodes();
        this.presented = presented;
        this.tokens = tokens;
        this.pages = pages;
        this.json = json;
        this.settings = settings;
    }

    /** What this browser began, kept in a cookie as the server of an application keeps it in its session. */
    private record Started(String state, String verifier) {

        static Started fresh() {
            return new Started(Secrets.text(16), Secrets.text(32));
        }

        static Optional<Started> read(String cookieName, @Nullable String state, HttpServletRequest request) {
            return Stream.ofNullable(request.getCookies())
                    .flatMap(Arrays::stream)
                    .filter(cookie -> cookie.getName().equals(cookieName))
                    .map(cookie -> cookie.getValue().split("\\.", 2))
                    .filter(parts -> parts.length == 2 && parts[0].equals(state))
                    .map(parts -> new Started(parts[0], parts[1]))
                    .findFirst();
        }

        String write() {
            return state + "." + verifier;
        }
    }

    /**
     * Begins in two steps, of which the first leads to the address of the issuer: the walk ends there, and a cookie that is
     * set for another name of the server would not come along. The parameter tells that the step is taken. The address of
     * the request does not, because a proxy may change it.
     */
    @GetMapping("/demo")
    void begin(HttpServletRequest request, HttpServletResponse response) {
        Client client = client();
        if (Parameters.ofQuery(request).get("at") == null) {
            redirect(settings.url(Endpoint.DEMO.path() + "?at=issuer"), response);
            return;
        }
        Started started = Started.fresh();
        keep(started.write(), PATIENCE, response);
        Map<String, String> parameters = Map.of(
                "response_type", "code",
                "client_id", client.clientId(),
                "redirect_uri", demo.redirectUri(),
                "scope", "openid profile",
                "state", started.state(),
                "code_challenge", Pkce.challengeOf(started.verifier()),
                "code_challenge_method", "S256");
        StringBuilder url = new StringBuilder(settings.url(Endpoint.AUTHORIZATION.path()));
        char separator = '?';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            url.append(separator)
                    .append(parameter.getKey())
                    .append('=')
                    .append(Parameters.encode(parameter.getValue()));
            separator = '&';
        }
        redirect(url.toString(), response);
    }

    @GetMapping("/demo/callback")
    void finish(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Client client = client();
        Parameters answer = Parameters.ofQuery(request);
        Started started = Started.read(cookieName(), answer.get("state"), request)
                .filter(begun -> issuer().equals(answer.get("iss")))
                .orElseThrow(() -> ErrorPages.endedDemo("This sign-in is finished, or was begun in another browser."));
        keep("", Duration.ZERO, response);
        String code = answer.get("code");
        if (code == null) {
            // The user cancelled or refused.
            redirect(settings.url(Endpoint.HOME.path()), response);
            return;
        }
        Family family = redeem(client, code, started);
        IssuedTokens issued = tokens.issue(client, family, family.scopes(), null);
        pages.write(
                new DemoResultPage(family.username(), decoded(issued, family), issuer(), Endpoint.DEMO.path()),
                Language.of(null, request),
                request,
                response);
    }

    /** A HEAD must have no effect (RFC 9110, section 9.2.1), and a GET redeems the code. */
    @RequestMapping(path = "/demo/callback", method = RequestMethod.HEAD)
    @SuppressWarnings("DoNotCallSuggester") // the framework calls it
    void head() throws HttpRequestMethodNotSupportedException {
        throw new HttpRequestMethodNotSupportedException("HEAD", List.of("GET"));
    }

    private Client client() {
        return demo.find()
                .orElseThrow(() -> new Failure(HttpStatus.NOT_FOUND, "not_found", "There is no demo client here."));
    }

    private Family redeem(Client client, String text, Started started) {
        AuthorizationCode code = presented
                .authorizationCode(text)
                .orElseThrow(() -> ErrorPages.endedDemo("The code is not one of this server."));
        // The page drops the tokens, so the session is of no use after them.
        Duration lifetime = client.lifetimes().accessToken();
        Redemption redemption = new Redemption(
                client.id(),
                demo.redirectUri(),
                started.verifier(),
                client.signIn().asksConsent(),
                false,
                lifetime,
                lifetime);
        return switch (codes.redeem(code, redemption)) {
            case CodeOutcome.Redeemed(Family begun) -> begun;
            case CodeOutcome.Refused refused -> throw ErrorPages.endedDemo("The code is expired or used.");
        };
    }

    private List<Token> decoded(IssuedTokens issued, Family family) {
        List<Token> decoded = new ArrayList<>();
        Instant expiresAt = Objects.requireNonNull(issued.accessToken().getExpiresAt());
        if (issued.idToken() != null) {
            decoded.add(decode(Kind.ID, issued.idToken(), expiresAt));
        }
        decoded.add(decode(Kind.ACCESS, issued.accessToken().getTokenValue(), expiresAt));
        if (issued.refreshToken() != null) {
            decoded.add(new Token(Kind.REFRESH, null, null, family.expiresAt()));
        }
        return decoded;
    }

    private Token decode(Kind kind, String token, Instant expiresAt) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            return new Token(
                    kind,
                    indented(jwt.getHeader().toJSONObject()),
                    indented(jwt.getJWTClaimsSet().toJSONObject()),
                    expiresAt);
        } catch (ParseException e) {
            throw new IllegalStateException("A token of our own cannot be read", e);
        }
    }

    private String indented(Map<String, ?> members) {
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(members);
    }

    private void keep(String value, Duration lifetime, HttpServletResponse response) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(cookieName(), value)
                        .path("/")
                        .httpOnly(true)
                        .secure(isSecure())
                        .sameSite("Lax")
                        .maxAge(lifetime)
                        .build()
                        .toString());
    }

    /** With the prefix that keeps other hosts of the domain from setting it. */
    private String cookieName() {
        return isSecure() ? "__Host-" + COOKIE : COOKIE;
    }

    private boolean isSecure() {
        return "https".equals(settings.issuer().getScheme());
    }

    private String issuer() {
        return settings.issuer().toString();
    }

    private static void redirect(String url, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader(HttpHeaders.LOCATION, url);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
