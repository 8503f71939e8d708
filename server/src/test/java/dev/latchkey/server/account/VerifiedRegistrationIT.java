package dev.latchkey.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.TestUser;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** {@code /register} where there is mail: no account without a verified address, as on the page {@code /sign-up}. */
class VerifiedRegistrationIT extends MailServer {

    private static final String PASSWORD = "correct horse battery staple";

    private static Answer register(String body) {
        return http.json("POST", "/register", null, body);
    }

    private static Answer ask(String address) {
        return register("{\"email\":\"" + address + "\"}");
    }

    private static Answer add(String token, String username, String password) {
        return register(
                "{\"token\":\"" + token + "\",\"username\":\"" + username + "\",\"password\":\"" + password + "\"}");
    }

    private static String token(String address) {
        return mailbox.link(address, 1).replaceAll(".*token=", "");
    }

    private static int accounts() {
        return server.sql()
                .sql("SELECT count(*) FROM users")
                .query(Integer.class)
                .single();
    }

    @Test
    void theAddressIsVerifiedFirst() {
        int before = accounts();
        ask("dora@example.com").expect(202);
        assertThat(accounts()).isEqualTo(before);
        String token = token("dora@example.com");
        Answer added = add(token, "Dora", PASSWORD).expect(201);
        assertThat(added.text("username")).isEqualTo("dora");
        assertThat(added.header("Location")).isEqualTo("/users/me");
        TestUser dora = new TestUser(UUID.fromString(added.text("id")), "dora", PASSWORD);
        assertThat(addressOf(dora)).isEqualTo("dora@example.com true");
        http.signIn(app, dora).expect(200);
        // The link acts once.
        assertThat(add(token, "dora2", PASSWORD).expect(400).text("field")).isEqualTo("token");
        assertThat(accounts()).isEqualTo(before + 1);
    }

    @Test
    void theLetterIsInTheLanguageOfTheRequest() throws Exception {
        http.send(
                        http.request("/register")
                                .header("Accept-Language", "de-AT, en;q=0.5")
                                .POST(BodyPublishers.ofString("{\"email\":\"german@example.com\"}")),
                        "application/json")
                .expect(202);
        assertThat(mailbox.letter("german@example.com", 1).getSubject()).contains("Konto");
    }

    @Test
    void noAccountBeginsWithAnAddressThatIsNotVerified() {
        int before = accounts();
        String account = "{\"username\":\"eve\",\"email\":\"victim@example.com\",\"password\":\"" + PASSWORD + "\"}";
        assertThat(register(account).expect(400).text("field")).isEqualTo("token");
        register("{\"username\":\"eve\",\"password\":\"" + PASSWORD + "\"}").expect(400);
        register("{\"email\":\"victim@example.com\",\"full_name\":\"Eve\"}").expect(400);
        register("{\"email\":\"not an address\"}").expect(400);
        register("{}").expect(400);
        add("", "eve", PASSWORD).expect(400);
        add("AAAA", "eve", PASSWORD).expect(400);
        assertThat(accounts()).isEqualTo(before);
        assertThat(mailbox.lettersTo("victim@example.com")).isEmpty();
    }

    @Test
    void theAnswerDoesNotTellWhetherAnAddressHasAnAccount() throws Exception {
        TestUser user = verified();
        Answer known = ask(address(user)).expect(202);
        Answer unknown = ask("not-" + address(user)).expect(202);
        assertThat(known.body().replace(address(user), ""))
                .isEqualTo(unknown.body().replace("not-" + address(user), ""));
        assertThat(mailbox.letter(address(user), 1).getSubject()).contains("you have an account already");
    }

    @Test
    void nameAndPasswordAreCheckedAsWithoutMail() {
        TestUser user = unverified();
        ask("frida@example.com").expect(202);
        String token = token("frida@example.com");
        add(token, user.username(), PASSWORD).expect(409);
        assertThat(add(token, "frida", "short").expect(400).text("field")).isEqualTo("password");
        assertThat(add(token, "frida", "frida@example.com").expect(400).text("field"))
                .isEqualTo("password");
        assertThat(add(token, "fri da", PASSWORD).expect(400).text("field")).isEqualTo("username");
        add(token, "frida", PASSWORD).expect(201);
    }
}
