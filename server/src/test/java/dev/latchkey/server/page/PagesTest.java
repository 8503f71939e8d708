package dev.latchkey.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.settings.PageSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages as they are sent. */
class PagesTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static PageServer server;

    @BeforeAll
    static void start() throws Exception {
        // As large as a logo may be.
        byte[] logo = new byte[8_000];
        System.arraycopy("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1), 0, logo, 0, 8);
        Path file = Files.write(directory.resolve("logo.png"), logo);
        server = new PageServer(directory.toFile(), settings("Orders & more", file), SamplePages.ALL);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static PageSettings settings(String name, @Nullable Path logo) {
        return new PageSettings(
                name,
                logo,
                "#4354d4",
                new PageSettings.Links(
                        URI.create("https://orders.example/terms?a=1&b=2"),
                        URI.create("https://orders.example/privacy"),
                        URI.create("mailto:help@orders.example")));
    }

    @ParameterizedTest
    @EnumSource
    void everyPageIsInEveryLanguage(Language language) throws Exception {
        String title = Words.in(language).text(Text.SIGN_IN);
        assertThat(get("/sign-in?ui_locales=" + language.tag()).body())
                .contains("<html lang=\"" + language.tag() + "\">", title + " · Orders &amp; more</title>");
        for (String name : SamplePages.ALL.keySet()) {
            assertThat(get("/" + name + "?ui_locales=" + language.tag()).body())
                    .as(name)
                    .startsWith("<!DOCTYPE html>")
                    .contains("<h1>")
                    .containsPattern("</html>\\s*$")
                    .doesNotContain("{0}", "${", "null");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' autofocus onfocus='alert(1)"})
    void everyFieldIsEscaped(String hostile) throws Exception {
        Map<String, Page> pages = new HashMap<>(SamplePages.all(hostile, hostile, hostile));
        pages.put("form", form(hostile));
        Map<String, Page> harmless = new HashMap<>(SamplePages.ALL);
        harmless.put("form", form("harmless"));
        try (PageServer hostileServer = new PageServer(directory.toFile(), settings(hostile, null), pages);
                PageServer harmlessServer = new PageServer(directory.toFile(), settings("Orders", null), harmless)) {
            for (String name : pages.keySet()) {
                String html = get(hostileServer, "/" + name).body();
                assertThat(html).as(name).contains("alert(1)");
                assertThat(tags(html))
                        .as(name)
                        .isEqualTo(tags(get(harmlessServer, "/" + name).body()));
            }
        }
    }

    private static Page form(String text) {
        return new SignInPage(
                new Form(text, Map.of(text, text)),
                null,
                null,
                "",
                false,
                SignInPage.Reason.ASKED,
                null,
                SignInPage.Ways.NONE);
    }

    /** Every tag with the names of its attributes; fails when something else begins as a tag does. */
    private static List<String> tags(String html) {
        Pattern tag = Pattern.compile("<[!/a-zA-Z](?:[^\"'<>]|\"[^\"]*\")*>");
        assertThat(tag.matcher(html).replaceAll("")).doesNotContain("<");
        return tag.matcher(html)
                .results()
                .map(match -> match.group().replaceAll("\"[^\"]*\"", ""))
                .toList();
    }

    @Test
    void everyPageHasTheHeadersOfPages() throws Exception {
        String policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";
        for (String name : SamplePages.ALL.keySet()) {
            // A redirect to the client follows these forms.
            boolean leadsElsewhere = name.matches(
                    "sign-in.*|second-.*|recovery-(?!codes).*|add-app.*|add-passkey.*|consent.*|sign-out.*");
            HttpResponse<String> page = get("/" + name);
            String script = page.body().contains("<script") ? "; script-src 'self'" : "";
            assertThat(script.isEmpty())
                    .as(name)
                    .isEqualTo(!SamplePages.ALL.get(name).hasScript());
            assertThat(page.headers().map())
                    .as(name)
                    .containsEntry(
                            "content-security-policy",
                            List.of(policy + script + (leadsElsewhere ? "" : "; form-action 'self'")))
                    .containsEntry("content-type", List.of("text/html;charset=UTF-8"))
                    .containsEntry("cache-control", List.of("no-store"))
                    .containsEntry("referrer-policy", List.of("no-referrer"))
                    .containsEntry("x-content-type-options", List.of("nosniff"))
                    .doesNotContainKeys("cross-origin-opener-policy", "x-frame-options", "set-cookie");
        }
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        String asset = found(get("/sign-in").body(), "rel=\"stylesheet\" href=\"([^\"]*)\"");
        for (String path : new String[] {"/sign-in", "/error-wait", asset}) {
            HttpResponse<String> get = get(path);
            HttpResponse<String> head = HTTP.send(
                    HttpRequest.newBuilder(URI.create(server.url(path))).HEAD().build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(head.statusCode()).isEqualTo(get.statusCode());
            assertThat(head.body()).isEmpty();
            Map<String, List<String>> headers = new HashMap<>(get.headers().map());
            headers.keySet().retainAll(head.headers().map().keySet());
            headers.remove("date");
            assertThat(head.headers().map()).containsAllEntriesOf(headers).containsKey("content-length");
        }
    }

    @Test
    void aPageAndWhatItLoadsAreSmall() throws Exception {
        String html = get("/sign-in").body();
        int stylesheet = bytes(get(found(html, "rel=\"stylesheet\" href=\"([^\"]*)\"")));
        int logo = 8_000;
        int script = bytes(get(found(get("/sign-in-wrong").body(), "<script src=\"([^\"]*)\"")));
        assertThat(stylesheet).isLessThanOrEqualTo(10_000);
        for (String name : SamplePages.ALL.keySet()) {
            int loaded = stylesheet + logo + (SamplePages.ALL.get(name).hasScript() ? script : 0);
            assertThat(bytes(get("/" + name + "?ui_locales=de")) + loaded)
                    .as(name)
                    .isLessThanOrEqualTo(25_000);
        }
    }

    @Test
    void nothingButStylesheetScriptAndLogoIsLoaded() throws Exception {
        for (String name : SamplePages.ALL.keySet()) {
            String html = get("/" + name).body();
            assertThat(html)
                    .as(name)
                    .doesNotContain("style=", "<iframe", "<style")
                    .doesNotContainPattern("<script(?! src=\"/assets/[0-9a-f]{16}\\.js\" defer></script>)")
                    .doesNotContainPattern("<[^>]* on[a-z]+=");
            assertThat(Pattern.compile("<(?:img|link)[^>]*(?:src|href)=\"([^\"]*)\"")
                            .matcher(html)
                            .results()
                            .map(match -> match.group(1)))
                    .as(name)
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith("/assets/"));
        }
        assertThat(get(found(get("/home").body(), "rel=\"stylesheet\" href=\"([^\"]*)\""))
                        .body())
                .doesNotContain("url(", "@import", "http");
    }

    @Test
    void assetsAreKeptForEver() throws Exception {
        String html = get("/home").body();
        for (String path : new String[] {
            found(html, "rel=\"stylesheet\" href=\"([^\"]*)\""),
            found(html, "<img src=\"([^\"]*)\""),
            found(get("/sign-in-wrong").body(), "<script src=\"([^\"]*)\"")
        }) {
            HttpResponse<String> asset = get(path);
            assertThat(asset.statusCode()).isEqualTo(200);
            assertThat(asset.headers().map())
                    .containsEntry("cache-control", List.of("public, max-age=31536000, immutable"))
                    .containsEntry("x-content-type-options", List.of("nosniff"))
                    .containsEntry(
                            "content-security-policy",
                            List.of("default-src 'none'; style-src 'unsafe-inline'; sandbox"));
        }
    }

    @Test
    void theStylesheetOfAnotherVersionIsThatOfThisOneAndNotKept() throws Exception {
        HttpResponse<String> other = get("/assets/0123456789abcdef.css");
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.headers().map()).containsEntry("cache-control", List.of("no-store"));
        assertThat(other.body()).contains("--fill");
        assertThat(get("/assets/0123456789abcdef.js").headers().map())
                .containsEntry("cache-control", List.of("no-store"));
        assertThat(get("/assets/0123456789abcdef.ico").statusCode()).isEqualTo(404);
        assertThat(get("/assets/").statusCode()).isEqualTo(404);
    }

    @Test
    void aPasswordManagerKnowsTheFieldsAndTheFirstWrongOneHasTheFocus() throws Exception {
        assertThat(get("/sign-in").body())
                .containsPattern("<input id=\"username\"[^>]*autocomplete=\"username\"[^>]* autofocus")
                .containsPattern("<input id=\"password\"[^>]*type=\"password\"[^>]*autocomplete=\"current-password\"")
                .doesNotContain("aria-invalid", "role=\"alert\"", "value=\"alice\"");
        assertThat(get("/sign-in-wrong").body())
                .contains("<title>Error: Sign in")
                .containsPattern("id=\"wrong\" role=\"alert\"")
                .containsPattern("<input id=\"username\"[^>]*value=\"alice\"")
                .containsPattern("<input id=\"password\"[^>]*aria-describedby=\"wrong\"[^>]* autofocus")
                .doesNotContainPattern("<input id=\"password\"[^>]*value=\"[^\"]");
        assertThat(get("/sign-in-username-missing").body())
                .containsPattern("<input id=\"username\"[^>]*aria-describedby=\"username-error\"[^>]* autofocus")
                .containsPattern("id=\"username-error\" role=\"alert\"");
    }

    @Test
    void thePathOfTheIssuerIsBeforeEveryPath() throws Exception {
        Looks looks = Looks.of(URI.create("https://example.com/auth/"), settings("Orders", null), null);
        assertThat(new View(looks, Words.in(Language.ENGLISH)).url("/sign-in")).isEqualTo("/auth/sign-in");
        assertThat(Looks.of(URI.create("https://example.com"), settings("Orders", null), null)
                        .base())
                .isEmpty();
    }

    @Test
    void anErrorSaysWhenToTryAgain() throws Exception {
        HttpResponse<String> page = get("/error-wait");
        assertThat(page.statusCode()).isEqualTo(429);
        assertThat(page.headers().map()).containsEntry("retry-after", List.of("42"));
        assertThat(page.body()).contains("in 42 seconds");
    }

    private static String found(String html, String pattern) {
        return Pattern.compile(pattern)
                .matcher(html)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    private static int bytes(HttpResponse<String> response) {
        return response.body().getBytes(StandardCharsets.UTF_8).length;
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(server, path);
    }

    private static HttpResponse<String> get(PageServer server, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(server.url(path))).build(), HttpResponse.BodyHandlers.ofString());
    }
}
