package dev.latchkey.server.selfservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A notice is in the language of the page on which the change was made, whatever the account's own is. */
class NoticeLanguageIT extends MailServer {

    private static final Pattern SECRET = Pattern.compile("<code>([A-Z2-7 ]{39})</code>");

    private final TestUser user = verified();

    @BeforeEach
    void speakGerman() {
        server.update("UPDATE users SET claims = '{\"locale\": \"de\"}' WHERE id = :id", "id", user.id());
    }

    private String subject(String address, int number) throws Exception {
        return mailbox.letter(address, number).getSubject();
    }

    @Test
    void ofAPasswordThatIsChangedOnThePage() throws Exception {
        WebFlow browser = signedIn(user).speaking("fr-CA");
        Answer page = browser.get("/account/password").expect(200);
        browser.send(
                        page,
                        "current-password",
                        user.password(),
                        "new-password",
                        NEW_PASSWORD,
                        "repeated-password",
                        NEW_PASSWORD)
                .expect(303);
        assertThat(subject(address(user), 1)).contains("votre mot de passe a été modifié");
    }

    @Test
    void ofAPasswordThatIsSetByALink() throws Exception {
        WebFlow browser = browser().speaking("es");
        browser.send(browser.get("/reset-password").expect(200), "account", user.username())
                .expect(200);
        Answer page = browser.get(mailbox.link(address(user), 1)).expect(200);
        browser.send(page, "new-password", NEW_PASSWORD, "repeated-password", NEW_PASSWORD)
                .expect(303);
        assertThat(subject(address(user), 2)).contains("su contraseña ha cambiado");
    }

    @Test
    void ofAnAddressThatIsConfirmedOnThePage() throws Exception {
        WebFlow browser = signedIn(user).speaking("fr");
        String added = "new-" + address(user);
        browser.send(browser.get("/account/address").expect(200), "address", added)
                .expect(303);
        browser.send(browser.get(mailbox.link(added, 1)).expect(200)).expect(303);
        assertThat(subject(address(user), 1)).contains("votre adresse e-mail a été modifiée");
    }

    @Test
    void ofAFactorThatIsAddedOnThePage() throws Exception {
        WebFlow browser = signedIn(user).speaking("fr");
        Answer page = browser.send(browser.get("/account/second-factor"), "decision", "begin")
                .expect(200);
        Matcher secret = SECRET.matcher(page.body());
        assertThat(secret.find()).as(page.body()).isTrue();
        String code = TestApp.typed(server, secret.group(1)).code();
        browser.send(page, "code", code, "decision", "add").expect(200);
        assertThat(subject(address(user), 1)).contains("un second facteur a été ajouté");
    }

    @Test
    void elsewhereItIsTheAccountsOwn() throws Exception {
        server.database()
                .userChanges()
                .setPassword(
                        server.database().users().find(user.id()).orElseThrow(), "{bcrypt}x", Attribution.of("admin"));
        assertThat(subject(address(user), 1)).contains("Ihr Passwort wurde geändert");
    }
}
