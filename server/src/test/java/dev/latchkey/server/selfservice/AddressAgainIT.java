package dev.latchkey.server.selfservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.Test;

/** Users enter the address that their account has. */
class AddressAgainIT extends MailServer {

    private static Answer enter(WebFlow browser, String address) {
        return browser.follow(browser.send(browser.get("/account/address").expect(200), "address", address)
                .expect(303));
    }

    @Test
    void aVerifiedAddressIsSaidToBeVerifiedAndGetsNoLetter() {
        TestUser user = verified();
        WebFlow browser = signedIn(user);
        assertThat(enter(browser, address(user)).body())
                .contains("role=\"status\"", "is verified for your account already")
                .doesNotContain("is on its way");
        assertThat(server.database().outbox().waiting().count()).isZero();
    }

    @Test
    void anUnverifiedOneGetsItsLetter() {
        TestUser user = unverified();
        assertThat(enter(signedIn(user), address(user)).body()).contains("is on its way");
        assertThat(mailbox.link(address(user), 1)).startsWith("/verify-email?token=");
    }
}
