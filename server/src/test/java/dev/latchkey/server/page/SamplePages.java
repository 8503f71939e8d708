package dev.latchkey.server.page;

import dev.latchkey.server.page.ConsentPage.Scope;
import dev.latchkey.server.page.DemoResultPage.Token;
import dev.latchkey.server.page.SignInPage.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** Every page in every state, with a name for each. */
final class SamplePages {

    private static final String TOKEN = "dG9rZW4gb2YgYSBmb3Jt".repeat(3);

    static final Map<String, Page> ALL = all("Orders", "alice", "orders.example");

    private SamplePages() {}

    /** With texts that come from outside. */
    static Map<String, Page> all(String client, String username, String host) {
        Form form = new Form("/sign-in?client_id=orders&state=a%26b", Map.of("token", TOKEN));
        Map<String, Page> pages = new LinkedHashMap<>();
        pages.put("sign-in", new SignInPage(form, client, "", false, Reason.ASKED));
        pages.put("sign-in-alone", new SignInPage(form, null, username, true, Reason.ASKED));
        for (Reason reason : Reason.values()) {
            pages.put("sign-in-" + name(reason), new SignInPage(form, client, username, false, reason));
        }
        List<Scope> scopes = List.of(
                new Scope("openid", null),
                new Scope("profile", null),
                new Scope("email", null),
                new Scope("address", null),
                new Scope("phone", null),
                new Scope("offline_access", null),
                new Scope("read", "Read your orders at " + client),
                new Scope(client, null));
        String other = "/sign-in?prompt=" + username;
        pages.put("consent", new ConsentPage(form, client, username, other, scopes, null, host, false));
        pages.put("consent-device", new ConsentPage(form, client, username, other, scopes, host, "127.0.0.1", true));
        pages.put("consent-little", new ConsentPage(form, client, username, null, List.of(), null, host, false));
        pages.put("device", new DevicePage(form, username, "", false));
        pages.put("device-filled", new DevicePage(form, username, client, false));
        pages.put("device-unknown", new DevicePage(form, username, client, true));
        Instant askedAt = Instant.parse("2026-11-28T17:04:05Z");
        pages.put(
                "device-question",
                new DeviceQuestionPage(form, client, username, "WDJB-MJHT", scopes, askedAt, "192.0.2.9", username));
        pages.put(
                "device-question-little",
                new DeviceQuestionPage(form, client, username, "WDJB-MJHT", List.of(), askedAt, null, null));
        pages.put("device-allowed", new DeviceDonePage(client, true));
        pages.put("device-refused", new DeviceDonePage(client, false));
        for (ErrorPage.Kind kind : ErrorPage.Kind.values()) {
            pages.put(
                    "error-" + name(kind),
                    ErrorPage.of(HttpStatus.BAD_REQUEST, kind)
                            .explained(
                                    "invalid_request", "redirect_uri is not of the client " + client + ".", username));
        }
        pages.put(
                "error-wait",
                ErrorPage.of(HttpStatus.TOO_MANY_REQUESTS, ErrorPage.Kind.TOO_MANY)
                        .retried(Duration.ofMillis(41_500), "/sign-in?login_hint=" + username));
        pages.put("signed-out", new SignedOutPage("/sign-in?login_hint=" + username));
        pages.put("sign-out", new SignOutQuestionPage(form, client, username));
        pages.put("sign-out-unasked", new SignOutQuestionPage(form, null, username));
        String metadata = "/.well-known/openid-configuration";
        pages.put("home", new HomePage(null, "/sign-in", "/sign-out", metadata, null));
        pages.put("home-without-sign-in", new HomePage(null, null, null, metadata, null));
        pages.put("home-demo", new HomePage(null, "/sign-in", "/sign-out", metadata, "/demo?" + username));
        pages.put("home-signed-in", new HomePage(username, "/sign-in", "/sign-out", metadata, null));
        pages.put("demo-result", demo(client, username, host));
        return pages;
    }

    private static DemoResultPage demo(String client, String username, String host) {
        Instant expiry = Instant.parse("2026-11-28T17:04:05Z");
        String header = """
                {
                  "alg": "ES256",
                  "kid": "c4f1a1f6c2d54a0e",
                  "typ": "JWT"
                }""";
        String claims = """
                {
                  "iss": "http://localhost:9000",
                  "sub": "0199c7a3-5f0e-7d3c-8f0e-3a1b5c7d9e1f",
                  "aud": "%s",
                  "exp": 1795885445,
                  "iat": 1795885145,
                  "auth_time": 1795885140,
                  "nonce": "n-0S6_WzA2Mj",
                  "acr": "urn:latchkey:1",
                  "amr": [ "pwd" ],
                  "sid": "0199c7a3-60aa-7b1d-9c55-0d6f8f2a4b6c",
                  "at_hash": "77QmUPtjPfzWtF2AnpK9RQ",
                  "preferred_username": "%s"
                }""".formatted(client, username);
        return new DemoResultPage(
                username,
                List.of(
                        new Token(DemoResultPage.Kind.ID, header, claims, expiry),
                        new Token(DemoResultPage.Kind.ACCESS, header, claims, expiry),
                        new Token(DemoResultPage.Kind.REFRESH, null, null, expiry)),
                "http://" + host,
                "/demo");
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
