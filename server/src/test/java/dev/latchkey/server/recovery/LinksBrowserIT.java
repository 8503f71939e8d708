package dev.latchkey.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Browser;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.TestUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Links by mail in a real browser without script, with the keyboard alone. */
class LinksBrowserIT extends MailServer {

    private static Browser chromium;

    @BeforeAll
    static void startBrowser() {
        chromium = Browser.start("--blink-settings=scriptEnabled=false");
    }

    @AfterAll
    static void stopBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void forget() {
        chromium.driver().manage().deleteAllCookies();
    }

    private static void open(String path) {
        chromium.open(server.base() + path);
    }

    @Test
    void aPasswordIsReset() {
        TestUser user = verified();
        open("/sign-in");
        chromium.press("a[href='/reset-password']");
        chromium.until("Set a new password");
        chromium.type(address(user), Keys.ENTER);
        chromium.until("Check your email");
        open(mailbox.link(address(user), 1));
        chromium.until("Choose a new password");
        chromium.type("short", Keys.TAB, "short", Keys.ENTER);
        chromium.until("Error");
        assertThat(chromium.focused().getDomAttribute("id")).isEqualTo("new-password");
        chromium.type(NEW_PASSWORD, Keys.TAB, NEW_PASSWORD, Keys.ENTER);
        chromium.until("Sign in");
        assertThat(chromium.status()).startsWith("Your password was changed");
        chromium.type(NEW_PASSWORD, Keys.ENTER);
        chromium.until("Your account");
    }

    @Test
    void anAddressIsVerified() {
        TestUser user = unverified();
        open("/account/address");
        chromium.until("Sign in");
        chromium.type(user.username(), Keys.TAB, user.password(), Keys.ENTER);
        chromium.until("Email address");
        chromium.press("#address");
        chromium.untilDone();
        assertThat(chromium.status()).contains(address(user));
        open(mailbox.link(address(user), 1));
        chromium.until("Use this address");
        chromium.press("button.primary");
        chromium.until("Email address");
        assertThat(chromium.status()).isEqualTo("The address of your account is now " + address(user) + ".");
    }

    @Test
    void anAccountIsMade() {
        open("/");
        chromium.press("a[href='/sign-up']");
        chromium.until("Create an account");
        chromium.type("walker@example.com", Keys.ENTER);
        chromium.until("Check your email");
        open(mailbox.link("walker@example.com", 1));
        chromium.until("Create an account");
        chromium.type("walker", Keys.TAB, NEW_PASSWORD, Keys.TAB, NEW_PASSWORD, Keys.ENTER);
        chromium.until("Sign in");
        assertThat(chromium.status()).contains("walker");
        chromium.type(NEW_PASSWORD, Keys.ENTER);
        chromium.until("Your account");
    }
}
