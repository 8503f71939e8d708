package dev.latchkey.server.selfservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Browser;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The account in a real browser, with the keyboard alone. */
class AccountBrowserIT extends SignedInBrowser {

    private static Browser chromium;

    @BeforeAll
    static void startBrowser() {
        chromium = Browser.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void everythingIsDoneWithTheKeyboard() {
        WebFlow elsewhere = signedIn(user);
        Answer tokens = tokens(elsewhere, "read offline_access");
        chromium.open(server.base() + "/");
        chromium.press("a[href='/account']");
        chromium.until("Sign in");
        chromium.type(user.username(), Keys.TAB, user.password(), Keys.ENTER);
        chromium.until("Your account");
        // The first link, after nothing else.
        chromium.type(Keys.TAB, Keys.ENTER);
        chromium.until("Change password");
        chromium.type(user.password(), Keys.TAB, NEW_PASSWORD, Keys.TAB, "another", Keys.ENTER);
        chromium.until("Error");
        assertThat(chromium.focused().getDomAttribute("id")).isEqualTo("repeated-password");
        chromium.press("a[href='/account']");
        chromium.until("Your account");
        chromium.press("a[href='/account/applications']");
        chromium.until("Apps");
        assertThat(chromium.driver().getPageSource()).contains("web");
        chromium.press("button[name=application]");
        chromium.untilDone();
        assertThat(chromium.status()).isEqualTo("web no longer has access to your account.");
        assertLive(web, tokens, false);
        chromium.open(server.base() + "/account/sessions");
        pass();
        chromium.press("button[value=others]");
        chromium.until("Sign in");
        chromium.type(user.password(), Keys.ENTER);
        chromium.until("Where");
        assertThat(chromium.status()).contains("five minutes");
        chromium.press("button[value=others]");
        assertThat(chromium.untilStatus("Browsers signed out")).isEqualTo("Browsers signed out: 2");
        elsewhere.get("/account").expect(303);
        chromium.press("a[href='/account']");
        chromium.until("Your account");
        chromium.press("button[value=sign-out]");
        chromium.until("You are signed out");
    }
}
