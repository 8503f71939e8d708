package dev.latchkey.server.selfservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.link.AddressLink;
import dev.latchkey.core.link.ResetLink;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import dev.latchkey.server.key.KeyDirectory;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user changes the email address, which needs a link that was mailed there and a session. */
class AddressPageIT extends MailServer {

    private static final String PAGE = "/account/address";

    private final TestUser user = unverified();
    private final WebFlow browser = signedIn(user);

    private String newAddress() {
        return "new-" + address(user);
    }

    private static Answer ask(WebFlow browser, String address) {
        return browser.send(browser.get(PAGE).expect(200), "address", address);
    }

    private String link(@Nullable String former, Instant expiresAt) {
        return ResetLink.url(
                "/verify-email",
                new AddressLink(user.id(), 0, former, newAddress(), expiresAt)
                        .write(server.bean(KeyDirectory.class).proofs()));
    }

    private String link() {
        return link(null, Instant.now().plus(Duration.ofMinutes(30)));
    }

    private static void assertDead(Answer answer) {
        assertThat(answer.expectPage(410)).contains("This link no longer works");
    }

    @Test
    void theMailedLinkVerifiesTheAddressAndTheFormerOneIsTold() throws Exception {
        assertThat(browser.get("/account").body()).contains("href=\"/account/address\"");
        assertThat(browser.get(PAGE).body())
                .contains("is not verified yet", "Address to verify", "value=\"" + address(user) + "\"");
        // First the address that the account has.
        ask(browser, address(user)).expect(303);
        String first = mailbox.link(address(user), 1);
        assertThat(addressOf(user)).isEqualTo(address(user) + " false");
        Answer done = browser.send(browser.get(first).expect(200)).expect(303);
        assertThat(browser.follow(done).body()).contains("role=\"status\"", "is verified");
        assertThat(addressOf(user)).isEqualTo(address(user) + " true");
        // Then another one.
        Answer sent = browser.follow(ask(browser, newAddress()).expect(303));
        assertThat(sent.body()).contains("An email is on its way to", "New address", "value=\"" + newAddress() + "\"");
        String second = mailbox.link(newAddress(), 1);
        assertThat(addressOf(user)).isEqualTo(address(user) + " true");
        browser.send(browser.get(second).expect(200)).expect(303);
        assertThat(addressOf(user)).isEqualTo(newAddress() + " true");
        assertThat(mailbox.letter(address(user), 2).getSubject()).contains("email address was changed");
        assertDead(browser.get(second));
        assertDead(browser.get(first));
    }

    @Test
    void openingTheLinkChangesNothing() {
        String link = link();
        for (int i = 0; i < 3; i++) {
            browser.get(link).expect(200);
            http.get(link).expect(303);
            http.send(http.request(link).HEAD(), null).expect(303);
        }
        assertThat(addressOf(user)).isEqualTo(address(user) + " false");
    }

    @Test
    void aVisitorSignsInFirstAndComesBack() {
        WebFlow visitor = browser();
        Answer signIn = visitor.follow(visitor.get(link()).expect(303));
        assertThat(signIn.body()).contains("name=\"password\"");
        Answer page = visitor.follow(visitor.signIn(signIn, user).expect(303));
        assertThat(page.body()).contains(newAddress());
        visitor.send(page).expect(303);
        assertThat(addressOf(user)).isEqualTo(newAddress() + " true");
    }

    @Test
    void theSessionOfAnotherUserConfirmsNothing() {
        Answer page = browser.get(link()).expect(200);
        WebFlow other = signedIn(unverified());
        assertThat(other.get(link()).expectPage(403)).contains("This link is for another account");
        // With the form of the right user, in a browser that has changed hands since.
        WebFlow thief = browser();
        thief.cookies().putAll(browser.cookies());
        thief.cookies().put("latchkey", String.valueOf(other.cookies().get("latchkey")));
        assertThat(thief.send(page).status()).isEqualTo(303);
        assertThat(thief.get(link()).status()).isEqualTo(403);
        assertThat(addressOf(user)).isEqualTo(address(user) + " false");
    }

    @Test
    void anAddressThatAnotherAccountHasVerifiedIsRefused() {
        String link = link();
        Answer page = browser.get(link).expect(200);
        TestUser owner = unverified();
        server.update(
                "UPDATE users SET email = upper(:a), email_verified_at = now() WHERE id = :id",
                "a",
                newAddress(),
                "id",
                owner.id());
        assertThat(browser.send(page).expectPage(409)).contains("belongs to another account");
        assertThat(addressOf(user)).isEqualTo(address(user) + " false");
    }

    @Test
    void anExpiredLinkOrOneOfAnotherKindIsDead() {
        assertDead(browser.get(link(null, Instant.now().minusSeconds(1))));
        assertDead(browser.get(link("other@example.com", Instant.now().plusSeconds(60))));
        assertDead(browser.get("/verify-email"));
        String token = link().replaceAll(".*token=", "");
        assertDead(browser.get("/reset-password?token=" + token));
        assertDead(browser.get("/sign-up?token=" + token));
    }

    @Test
    void aUserWhoIsDisabledBetweenTheStepsConfirmsNothing() {
        Answer page = browser.get(link()).expect(200);
        server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", user.id());
        assertDead(browser.send(page));
        assertThat(addressOf(user)).isEqualTo(address(user) + " false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a b@example.com", "a@example.com,b@example.com", "a@[127.0.0.1]"})
    void whatIsNoAddressIsSaid(String entered) {
        assertThat(ask(browser, entered).expect(422).body())
                .contains("Mail cannot be sent to this address")
                .contains("aria-invalid=\"true\"");
    }

    @Test
    void aChangeNeedsASignInOfTheLastFiveMinutes() {
        Answer page = browser.get(PAGE).expect(200);
        server.update(
                "UPDATE browser_sessions SET auth_time = now() - interval '6 minutes' WHERE user_id = :id",
                "id",
                user.id());
        assertThat(browser.send(page, "address", newAddress()).expect(303).header("Location"))
                .contains("/sign-in?continue=account-address");
        assertThat(mailbox.lettersTo(newAddress())).isEmpty();
    }

    @Test
    void applicationsDoNotChangeTheAddressWhereThereIsMail() {
        String token = http.signIn(app, user).accessToken();
        http.json("PATCH", "/users/me", token, "{\"email\":\"thief@example.com\"}")
                .expectProblem(400);
        http.json("PATCH", "/users/me", token, "{\"full_name\":\"Alice\"}").expect(200);
        assertThat(addressOf(user)).isEqualTo(address(user) + " false");
    }

    @Test
    void withoutMailThePageOffersNoChange() {
        try (TestServer silent = TestServer.start(server.settings())) {
            WebFlow here = browser.at(silent.http(), web);
            assertThat(here.get(PAGE).body())
                    .contains("ask support")
                    .doesNotContain("name=\"address\"", "new password");
        }
    }
}
