package dev.latchkey.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Browser;
import dev.latchkey.server.settings.PageSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The pages in a real browser. */
class PagesIT {

    /** Accents that cannot be seen on one of the backgrounds. */
    private static final String[] EXTREMES = {"#000000", "#ffffe0"};

    private static final String LONG = "W".repeat(100);

    @TempDir
    private static Path directory;

    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void axeFindsNothing() throws Exception {
        assertAxeFindsNothing("#4354d4", SamplePages.ALL.keySet());
        for (String accent : EXTREMES) {
            assertAxeFindsNothing(accent, Set.of("sign-in-alone", "consent-device", "home-demo"));
        }
    }

    private static void assertAxeFindsNothing(String accent, Set<String> names) throws Exception {
        String axe = axe();
        try (PageServer server = server("Latchkey", accent, SamplePages.ALL)) {
            for (String name : names) {
                open(server, name, 1280, 800, "en");
                browser.driver().executeScript(axe);
                for (String scheme : List.of("light", "dark")) {
                    colours(scheme);
                    assertThat((List<?>) browser.driver().executeAsyncScript("""
                                    const done = arguments[0];
                                    axe.run(document).then(result => done(result.violations.map(violation =>
                                        violation.id + ': ' + violation.nodes.map(node => node.html).join())));
                                    """))
                            .as(name + " with " + accent + ", " + scheme)
                            .isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsBesideThePage(Language language) throws Exception {
        assertFits(SamplePages.ALL, language);
    }

    @Test
    void longTextsAreNotBesideThePage() throws Exception {
        assertFits(SamplePages.all(LONG, LONG, LONG), Language.GERMAN);
    }

    private static void assertFits(Map<String, Page> pages, Language language) throws Exception {
        try (PageServer server = server("W".repeat(60), "#4354d4", pages)) {
            for (String name : pages.keySet()) {
                open(server, name, 320, 640, language.tag());
                assertFits(name + " at 320 px");
                // A zoom of 200 % of a window of 1280 by 800.
                size(640, 400);
                assertFits(name + " at 200 %");
                browser.driver().executeScript("document.documentElement.style.fontSize = '200%'");
                assertFits(name + " with text at 200 %");
            }
        }
    }

    private static void assertFits(String description) {
        assertThat(browser.driver().executeScript("""
                        const width = document.documentElement.clientWidth;
                        return [...document.querySelectorAll('body *')]
                            .filter(element => element.getBoundingClientRect().right > width + 1
                                || element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0
                                    && !['INPUT', 'CODE', 'STRONG', 'SPAN', 'A', 'SMALL'].includes(element.tagName))
                            .map(element => element.outerHTML.substring(0, 200))
                            .concat(document.documentElement.scrollWidth > width ? ['scrolls'] : []);
                        """)).as(description).isEqualTo(List.of());
    }

    /** What a section has below its heading must not hang lower because the section beside it is longer. */
    @Test
    void sectionsBesideEachOtherBeginAlike() throws Exception {
        try (PageServer server = server("Latchkey", "#4354d4", SamplePages.ALL)) {
            long beside = 0;
            for (String name : SamplePages.ALL.keySet()) {
                open(server, name, 1280, 800, "en");
                List<?> differences =
                        (List<?>) Objects.requireNonNull(browser.driver().executeScript("""
                        const top = element => element.getBoundingClientRect().top;
                        return [...document.querySelectorAll('section + section')]
                            .filter(section => top(section) === top(section.previousElementSibling))
                            .map(section => Math.round(top(section.children[1])
                                - top(section.previousElementSibling.children[1])));
                        """));
                beside += differences.size();
                assertThat(differences).as(name).allMatch(difference -> Objects.equals(difference, 0L));
            }
            assertThat(beside).isPositive();
        }
    }

    @Test
    void signingInNeedsNoMouse() throws Exception {
        try (PageServer server = server("Latchkey", "#4354d4", SamplePages.ALL)) {
            open(server, "sign-in", 1280, 800, "en");
            browser.type("alice", Keys.TAB, "correct horse", Keys.TAB, " ", Keys.TAB);
            assertThat(browser.focused().getText()).isEqualTo("Sign in");
            assertThat(browser.focused().getCssValue("outline-style")).isEqualTo("solid");
            browser.type(Keys.ENTER);
            assertSent("decision=sign-in", "username=alice", "password=correct horse", "remember=true");

            open(server, "sign-in-wrong", 1280, 800, "en");
            assertThat(browser.focused().getDomAttribute("id")).isEqualTo("password");
            browser.type("correct horse", Keys.ENTER);
            assertSent("decision=sign-in", "username=alice", "password=correct horse", "remember=null");

            open(server, "sign-in", 1280, 800, "en");
            browser.type(Keys.TAB, Keys.TAB, Keys.TAB, Keys.TAB, Keys.ENTER);
            assertSent("decision=cancel", "username=", "password=");
        }
    }

    @Test
    void refusingIsAsEasyAsAllowing() throws Exception {
        try (PageServer server = server("Latchkey", "#4354d4", SamplePages.ALL)) {
            open(server, "consent", 1280, 800, "en");
            WebElement refuse = browser.driver().findElement(By.cssSelector("button[value=refuse]"));
            WebElement allow = browser.driver().findElement(By.cssSelector("button[value=allow]"));
            assertThat(refuse.getSize()).isEqualTo(allow.getSize());
            // After the link for switching accounts.
            browser.type(Keys.TAB, Keys.TAB);
            assertThat(browser.focused()).isEqualTo(refuse);
            browser.type(Keys.TAB);
            assertThat(browser.focused()).isEqualTo(allow);
            browser.type(Keys.chord(Keys.SHIFT, Keys.TAB), Keys.ENTER);
            assertSent("decision=refuse", "token=");
        }
    }

    @Test
    void hostileTextStaysText() throws Exception {
        String hostile = "<script>document.title='owned'</script>\"><img src=x onerror=\"document.title='owned'\">'";
        Map<String, Page> pages = SamplePages.all(hostile, hostile, hostile);
        try (PageServer server = server(hostile.substring(0, 39), "#4354d4", pages)) {
            for (String name : pages.keySet()) {
                open(server, name, 1280, 800, "en");
                assertThat(browser.driver()
                                .findElements(By.cssSelector(
                                        "script:not([src^='/assets/']), [onerror], img:not(.brand img)")))
                        .as(name)
                        .isEmpty();
                assertThat(browser.driver().getTitle()).as(name).isNotEqualTo("owned");
            }
            open(server, "consent", 1280, 800, "en");
            assertThat(browser.driver().findElement(By.tagName("h1")).getText()).contains(hostile);
        }
    }

    @Test
    void aPageLoadsLittleAndOnlyFromItsOwnServer() throws Exception {
        try (PageServer server = server("Latchkey", "#4354d4", SamplePages.ALL)) {
            for (String name : SamplePages.ALL.keySet()) {
                open(server, name, 1280, 800, "en");
                // By name: the logo is the icon of the window too, and comes from memory then.
                Map<?, ?> loaded =
                        (Map<?, ?>) Objects.requireNonNull(browser.driver().executeScript("""
                        return Object.fromEntries(performance.getEntriesByType('navigation')
                            .concat(performance.getEntriesByType('resource'))
                            .map(entry => [entry.name, entry.decodedBodySize]));
                        """));
                assertThat(loaded).as(name).hasSize(SamplePages.ALL.get(name).hasScript() ? 4 : 3);
                assertThat(loaded.keySet())
                        .as(name)
                        .allMatch(url -> url.toString().startsWith(server.url("/")));
                assertThat(loaded.values().stream()
                                .mapToLong(bytes -> (Long) bytes)
                                .sum())
                        .as(name)
                        .isLessThanOrEqualTo(25_000);
            }
        }
    }

    private static PageServer server(String name, String accent, Map<String, Page> pages) throws Exception {
        URI link = URI.create("https://orders.example/");
        return new PageServer(
                directory.toFile(),
                new PageSettings(name, null, accent, new PageSettings.Links(link, link, link)),
                pages);
    }

    private static void open(PageServer server, String name, int width, int height, String language) {
        size(width, height);
        browser.open(server.url("/" + name + "?ui_locales=" + language));
    }

    private static void size(int width, int height) {
        browser.driver()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Colours change at once: a check during a transition would see some that are in between. */
    private static void colours(String scheme) {
        browser.driver()
                .executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of(
                                "features",
                                List.of(
                                        Map.of("name", "prefers-color-scheme", "value", scheme),
                                        Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    private static void assertSent(String... fields) {
        assertThat(browser.untilText("decision=")).contains(fields);
    }

    private static String axe() throws IOException {
        try (InputStream in = Objects.requireNonNull(PagesIT.class.getResourceAsStream("/axe.min.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
