package dev.latchkey.server.page;

import dev.latchkey.server.page.ConsentPage.Scope;
import dev.latchkey.server.page.DemoResultPage.Token;
import dev.latchkey.server.page.SignInPage.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** Every page in every state, with a name for each. */
final class SamplePages {

    private static final String SECRET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private static final String TOKEN = "dG9rZW4gb2YgYSBmb3Jt".repeat(3);

    static final Map<String, Page> ALL = all("Orders", "alice", "orders.example");

    private SamplePages() {}

    /** With texts that come from outside. */
    static Map<String, Page> all(String client, String username, String host) {
        Form form = new Form("/sign-in?client_id=orders&state=a%26b", Map.of("token", TOKEN));
        PasskeyRequest asked = new PasskeyRequest(
                PasskeyRequest.Kind.GET, "{\"challenge\":\"" + TOKEN + "\",\"allowCredentials\":[]}");
        PasskeyRequest created = new PasskeyRequest(
                PasskeyRequest.Kind.CREATE,
                "{\"challenge\":\"" + TOKEN + "\",\"user\":{\"id\":\"AA\"},\"excludeCredentials\":[]}");
        Map<String, Page> pages = new LinkedHashMap<>();
        pages.put("sign-in", new SignInPage(form, null, client, "", false, Reason.ASKED, null, SignInPage.Ways.NONE));
        pages.put(
                "sign-in-alone",
                new SignInPage(
                        form,
                        Outcome.of(Outcome.Kind.PASSWORD_RESET),
                        null,
                        username,
                        true,
                        Reason.ASKED,
                        asked,
                        new SignInPage.Ways("/reset-password", "/sign-up?" + username)));
        for (Reason reason : Reason.values()) {
            pages.put(
                    "sign-in-" + name(reason),
                    new SignInPage(form, null, client, username, false, reason, asked, SignInPage.Ways.NONE));
        }
        for (SecondFactorPage.Reason reason : SecondFactorPage.Reason.values()) {
            pages.put(
                    "second-" + name(reason),
                    new SecondFactorPage(form, client, false, true, false, "/sign-in/recovery", reason, null));
            pages.put(
                    "second-both-" + name(reason),
                    new SecondFactorPage(form, client, false, true, true, "/sign-in/recovery", reason, asked));
            pages.put(
                    "second-code-" + name(reason),
                    new SecondFactorPage(form, client, false, true, false, "/sign-in/recovery", reason, asked));
            pages.put(
                    "second-passkey-" + name(reason),
                    new SecondFactorPage(form, client, false, false, true, "/sign-in/recovery", reason, asked));
            pages.put(
                    "recovery-" + name(reason),
                    new SecondFactorPage(form, null, true, false, false, "/sign-in/second", reason, null));
            QrCode qr = QrCode.of("otpauth://totp/" + host + ":alice?secret=" + SECRET + "&issuer=Latchkey");
            pages.put(
                    "add-app-" + name(reason),
                    new AddAppPage(form, null, username, SECRET, qr, reason, created, false, null));
            pages.put(
                    "add-passkey-" + name(reason),
                    new AddAppPage(form, null, username, SECRET, qr, reason, created, true, null));
            pages.put(
                    "add-passkey-owned-" + name(reason),
                    new AddAppPage(form, null, username, SECRET, qr, reason, created, true, "/sign-in?" + username));
        }
        String code = "abcd-2345-efgh-67ij";
        pages.put("recovery-codes", new RecoveryCodesPage(Collections.nCopies(10, code), "/?" + username));
        pages.put("remove-last", new RemoveFactorPage(form, "/account/second-factor", username, client, 8, false));
        pages.put("remove-last-app", new RemoveFactorPage(form, "/account/second-factor", username, null, 0, true));
        pages.put("factor-none", new FactorPage(null, form, "/account", null, 0, true, List.of(), created, ""));
        pages.put("factor-off", new FactorPage(null, form, "/account", null, 0, false, List.of(), null, ""));
        pages.put(
                "factor",
                new FactorPage(
                        Outcome.of(Outcome.Kind.CONFIRMED),
                        form,
                        "/account",
                        Instant.parse("2026-11-28T17:04:05Z"),
                        8,
                        true,
                        List.of(
                                new FactorPage.Passkey("a2V5", client, Instant.parse("2026-11-28T17:04:05Z"), null),
                                new FactorPage.Passkey(
                                        "a2V6",
                                        "Phone",
                                        Instant.parse("2026-11-28T17:04:05Z"),
                                        Instant.parse("2026-11-28T18:04:05Z"))),
                        created,
                        username));
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
        pages.put("consent", new ConsentPage(form, client, username, other, scopes, List.of(), host, false, null));
        pages.put(
                "consent-device",
                new ConsentPage(form, client, username, other, scopes, List.of(host, client), "127.0.0.1", true, null));
        pages.put(
                "consent-little",
                new ConsentPage(form, client, username, null, List.of(), List.of(), host, false, null));
        pages.put(
                "consent-document",
                new ConsentPage(form, client, username, null, scopes, List.of(), host, false, host));
        pages.put("device", new DevicePage(form, username, "", false));
        pages.put("device-filled", new DevicePage(form, username, client, false));
        pages.put("device-unknown", new DevicePage(form, username, client, true));
        Instant askedAt = Instant.parse("2026-11-28T17:04:05Z");
        pages.put(
                "device-question",
                new DeviceQuestionPage(
                        form, client, username, "WDJB-MJHT", scopes, List.of(host), askedAt, "192.0.2.9", username));
        pages.put(
                "device-question-little",
                new DeviceQuestionPage(form, client, username, "WDJB-MJHT", List.of(), List.of(), askedAt, null, null));
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
        pages.put("home", new HomePage(null, "/account", "/sign-up", "/sign-out", metadata, null));
        pages.put("home-without-sign-in", new HomePage(null, null, null, null, metadata, null));
        pages.put("home-demo", new HomePage(null, "/account", null, "/sign-out", metadata, "/demo?" + username));
        pages.put("home-signed-in", new HomePage(username, "/account", null, "/sign-out", metadata, null));
        addAccount(pages, form, client, username, host);
        addLinks(pages, form, username, username + "@" + host);
        pages.put("demo-result", demo(client, username, host));
        return pages;
    }

    private static void addAccount(Map<String, Page> pages, Form form, String client, String username, String host) {
        Outcome removed = new Outcome(Outcome.Kind.ACCESS_REMOVED, client);
        var parts = new AccountPage.Parts(
                "/account/password",
                "/account/address",
                "/account/second-factor",
                "/account/sessions",
                "/account/applications");
        pages.put("account", new AccountPage(null, username, client, username + "@" + host, form, parts));
        pages.put("account-removed", new AccountPage(removed, username, null, null, form, parts));
        pages.put("password", new PasswordPage(null, form, "/account", username, 12, null));
        for (PasswordPage.Fault fault : PasswordPage.Fault.values()) {
            pages.put("password-" + name(fault), new PasswordPage(null, form, "/account", username, 12, fault));
        }
        Instant time = Instant.parse("2026-11-28T17:04:05Z");
        List<SessionsPage.Session> sessions = List.of(
                new SessionsPage.Session("s1", "Firefox", "Linux", "2001:db8::1", time, time, true),
                new SessionsPage.Session("s2", client, null, host, time, time, false),
                new SessionsPage.Session("s3", null, "iPhone", null, time, time, false),
                new SessionsPage.Session("s4", null, null, "192.0.2.1", time, time, false));
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            pages.put(
                    "sessions-" + name(kind),
                    new SessionsPage(new Outcome(kind, client), form, "/account", sessions, false));
        }
        pages.put("sessions-alone", new SessionsPage(null, form, "/account", sessions.subList(0, 1), true));
        List<Scope> scopes = List.of(new Scope("openid", null), new Scope("read", "Read your orders at " + client));
        List<ApplicationsPage.Application> applications = List.of(
                new ApplicationsPage.Application("a1", client, scopes, List.of(host, client), time, time),
                new ApplicationsPage.Application("a2", host, List.of(), List.of(), time, null));
        pages.put("applications", new ApplicationsPage(removed, form, "/account", applications));
        pages.put("applications-none", new ApplicationsPage(null, form, "/account", List.of()));
    }

    private static void addLinks(Map<String, Page> pages, Form form, String username, String address) {
        pages.put("forgotten", new ForgottenPage(form, "/sign-in", false));
        pages.put("forgotten-missing", new ForgottenPage(form, "/sign-in", true));
        pages.put("new-password", new NewPasswordPage(form, username, 12, null));
        pages.put("new-password-short", new NewPasswordPage(form, username, 12, PasswordPage.Fault.TOO_SHORT));
        for (NotePage.Kind kind : NotePage.Kind.values()) {
            pages.put("note-" + name(kind), new NotePage(kind, address, "/sign-in?" + username));
        }
        pages.put("note-alone", NotePage.of(NotePage.Kind.RESET_LINK_DEAD, null));
        pages.put("address", new AddressPage(null, form, "/account", address, true, true, "", false));
        pages.put("address-unverified", new AddressPage(null, form, "/account", address, false, true, address, false));
        pages.put("address-invalid", new AddressPage(null, form, "/account", null, false, true, address, true));
        pages.put("address-off", new AddressPage(null, form, "/account", null, false, false, "", false));
        pages.put("confirm-address", new ConfirmAddressPage(form, "/account/address", username, address));
        pages.put("sign-up", new SignUpPage(form, "/sign-in", null, "", "", 12, null));
        pages.put("sign-up-verified", new SignUpPage(form, "/sign-in", address, username, "", 12, null));
        for (SignUpPage.Problem problem : SignUpPage.Problem.values()) {
            var fault = new SignUpPage.Fault(problem, null);
            pages.put("sign-up-" + name(problem), new SignUpPage(form, "/sign-in", null, username, address, 12, fault));
        }
        var easy = new SignUpPage.Fault(null, PasswordPage.Fault.TOO_EASY);
        pages.put("sign-up-easy", new SignUpPage(form, "/sign-in", null, username, address, 12, easy));
        pages.put("sign-up-address", new SignUpAddressPage(form, "/sign-in", "", false));
        pages.put("sign-up-address-invalid", new SignUpAddressPage(form, "/sign-in", address, true));
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
