package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Browser;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

/** Passkeys in a real browser, with an authenticator that is a part of it. */
class PasskeyBrowserIT {

    private static TestServer server;
    private static TestUser alice;
    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        server = TestServer.start(TestDatabase.fresh());
        alice = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static void signOut() {
        browser.open(server.base() + "/account");
        browser.press("button[value=sign-out]");
        browser.until("You are signed out");
    }

    @Test
    void aPasskeyIsAddedSignsInAloneAndSecondAndIsRemoved() {
        browser.open(server.base() + "/account/second-factor");
        browser.until("Sign in");
        browser.type("alice", Keys.TAB, alice.password(), Keys.ENTER);
        browser.until("Passkeys");
        VirtualAuthenticator device = browser.driver().addVirtualAuthenticator(options());
        browser.press("[data-passkey] button");
        browser.until("Save your recovery codes");
        assertThat(device.getCredentials()).hasSize(1);
        assertThat(device.getCredentials().getFirst().isResidentCredential()).isTrue();
        browser.press(".actions a");
        browser.until("Passkeys");
        assertThat(browser.driver().getPageSource()).contains("Chrom");

        // The browser offers the passkey by itself, and this one is accepted at once.
        signOut();
        browser.open(server.base() + "/sign-in");
        browser.until("Your account");

        signOut();
        device.setUserVerified(false);
        browser.open(server.base() + "/sign-in");
        browser.until("Sign in");
        browser.press("[data-passkey] button");
        browser.untilShown("[data-passkey] .error");
        device.setUserVerified(true);
        browser.press("[data-passkey] button");
        browser.until("Your account");

        signOut();
        device.setUserVerified(false);
        browser.open(server.base() + "/sign-in");
        browser.until("Sign in");
        browser.type("alice", Keys.TAB, alice.password(), Keys.ENTER);
        browser.until("Use your passkey");
        device.setUserVerified(true);
        browser.press("[data-passkey] button");
        browser.until("Your account");

        browser.open(server.base() + "/account/second-factor");
        browser.press("button[name=remove-passkey]");
        browser.untilDone();
        assertThat(browser.status()).contains("was removed");
        assertThat(server.database().factors().passkeys().list(alice.id())).isEmpty();
        assertThat(browser.driver().manage().logs().get("browser").getAll()).isEmpty();
    }

    private static VirtualAuthenticatorOptions options() {
        return new VirtualAuthenticatorOptions()
                .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
                .setTransport(VirtualAuthenticatorOptions.Transport.INTERNAL)
                .setHasResidentKey(true)
                .setHasUserVerification(true)
                .setIsUserConsenting(true)
                .setIsUserVerified(true);
    }
}
