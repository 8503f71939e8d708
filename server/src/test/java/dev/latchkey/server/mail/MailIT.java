package dev.latchkey.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.latchkey.server.outbox.OutboxDispatcher;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.Letter;
import dev.latchkey.server.page.Pages;
import dev.latchkey.server.settings.PageSettings;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Letters by SMTP, and what becomes of them when the relay does not take them. */
class MailIT extends OutboxAndRelay {

    @ParameterizedTest
    @EnumSource
    void aLetterHasTextAndHtmlInTheLanguageOfItsReader(Language language) throws Exception {
        UUID id = desk.add(Letter.Kind.PASSWORD_CHANGED, MailDesk.ADDRESS, language.tag());
        drain();
        MimeMessage letter = relay.getReceivedMessages()[0];
        assertThat(letter.getSubject())
                .startsWith("Büro & Co")
                .contains(
                        switch (language) {
                            case ENGLISH -> "your password was changed";
                            case GERMAN -> "Ihr Passwort wurde geändert";
                            case FRENCH -> "votre mot de passe a été modifié";
                            case SPANISH -> "su contraseña ha cambiado";
                        });
        InternetAddress from = (InternetAddress) letter.getFrom()[0];
        assertThat(from.getAddress()).isEqualTo("accounts@example.com");
        assertThat(from.getPersonal()).isEqualTo("Büro & Co");
        assertThat(letter.getAllRecipients()).extracting(Object::toString).containsExactly(MailDesk.ADDRESS);
        assertThat(letter.getMessageID()).isEqualTo("<" + id + "@example.com>");
        assertThat(letter.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(letter.getSentDate()).isNotNull();
        MimeMultipart parts = (MimeMultipart) letter.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
        assertThat(parts.getBodyPart(0).getContent().toString()).contains("Büro & Co", "alice");
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
        assertThat(parts.getBodyPart(1).getContent().toString())
                .contains("<html lang=\"" + language.tag() + "\">", "Büro &amp; Co", "alice", "https://help.example/")
                .doesNotContain("<img", "<link", "url(", "src=");
    }

    @Test
    void aLinkIsInBothParts() {
        Letter letter = new Letter(Letter.Kind.TEST, "<script>\"", Instant.EPOCH, "https://id.example/?a=1&b=2");
        Letter.Written written =
                new Pages(URI.create("https://id.example"), MailDesk.LOOKS).letter(letter, Language.ENGLISH);
        assertThat(written.text()).contains("\nhttps://id.example/?a=1&b=2\n");
        assertThat(written.html())
                .contains("href=\"https://id.example/?a=1&amp;b=2\"", "&lt;script&gt;")
                .doesNotContain("<script>");
    }

    @Test
    void thePlainTextGivesTheAddressOfSupportAsPeopleWriteIt() {
        URI support = URI.create("mailto:help@example.com");
        PageSettings looks = new PageSettings("Orders", null, "#4354d4", new PageSettings.Links(null, null, support));
        Letter.Written written = new Pages(URI.create("https://id.example"), looks)
                .letter(new Letter(Letter.Kind.TEST, null, Instant.EPOCH, null), Language.ENGLISH);
        assertThat(written.text()).contains("\nHelp: help@example.com\n");
        assertThat(written.html()).contains("href=\"mailto:help@example.com\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice@example.com\r\nBcc: eve@example.com",
                "alice@example.com\nDATA",
                "alice@example.com,eve@example.com",
                "alice@example.com> SIZE=1 <eve@example.com",
                "\"a b\"@example.com",
                "alice@[127.0.0.1]",
                "alice@straße.example",
                "alice",
            })
    void anAddressThatIsNoneIsGivenUp(String address) throws Exception {
        desk.add(Letter.Kind.PASSWORD_CHANGED, address, null);
        drain();
        assertThat(relay.getReceivedMessages()).isEmpty();
    }

    @Test
    void aDomainOfAnotherScriptIsSentToByItsDnsName() throws Exception {
        desk.add(Letter.Kind.PASSWORD_CHANGED, "alice@bücher.example", null);
        drain();
        assertThat(relay.getReceivedMessages()[0].getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("alice@xn--bcher-kva.example");
    }

    @Test
    void aNoticeToAnAccountThatIsGoneIsForgotten() throws Exception {
        desk.add();
        desk.sql.sql("UPDATE outbox SET user_id = uuidv7()").update();
        drain();
        assertThat(relay.getReceivedMessages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RCPT", "."})
    void whatTheRelayRefusesForGoodIsGivenUp(String command) throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(MailCourier.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try (ScriptedRelay refusing = new ScriptedRelay()) {
            refusing.answers.put(command, "550 5.1.1 <alice@example.com>: no such user");
            desk.add();
            OutboxDispatcher server = desk.server(MailDesk.plain(refusing.port()));
            until(() -> desk.waiting() == 0);
            server.stop();
            assertThat(log.list.getFirst().getFormattedMessage())
                    .contains("550 5.1.1")
                    .doesNotContain("alice@");
        } finally {
            logger.detachAppender(log);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MAIL 550 5.7.1 no such sender", "RCPT 451 4.7.1 <alice@example.com> later", ". 452 4.3.1 full"})
    void whatMaySucceedLaterIsTriedAgain(String answer) throws Exception {
        try (ScriptedRelay delaying = new ScriptedRelay()) {
            String command = answer.substring(0, answer.indexOf(" "));
            delaying.answers.put(command, answer.substring(command.length() + 1));
            desk.add();
            OutboxDispatcher server = desk.server(MailDesk.plain(delaying.port()));
            until(() -> !desk.failure().isEmpty());
            server.stop();
            assertThat(desk.failure())
                    .contains(answer.substring(command.length() + 1, command.length() + 4))
                    .doesNotContain("alice@");
        }
        desk.pass("2 minutes");
        drain();
        assertThat(relay.getReceivedMessages()).hasSize(1);
    }

    @Test
    void afterAnHourWithoutARelayTwoServersSendEachLetterOnce() throws Exception {
        int port = port();
        relay.stop();
        Set<String> added = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            added.add("<" + desk.add() + "@example.com>");
        }
        OutboxDispatcher one = desk.server(MailDesk.plain(port));
        OutboxDispatcher other = desk.server(MailDesk.plain(port));
        try {
            until(() -> attempted() == 40);
            desk.sql.sql("UPDATE outbox SET failure = NULL").update();
            desk.pass("1 hour");
            // Noted again, so that none is under way when the relay is back.
            until(() -> attempted() == 40);
            assertThat(desk.failure()).contains("refused");
            GreenMail back = new GreenMail(new ServerSetup(port, LOOPBACK, ServerSetup.PROTOCOL_SMTP));
            back.start();
            desk.pass("1 hour");
            until(() -> desk.waiting() == 0);
            assertThat(Arrays.stream(back.getReceivedMessages()).map(MailIT::id))
                    .containsExactlyInAnyOrderElementsOf(added);
            back.stop();
        } finally {
            one.stop();
            other.stop();
        }
    }

    private static int attempted() {
        return desk.sql
                .sql("SELECT count(*) FROM outbox WHERE failure IS NOT NULL")
                .query(Integer.class)
                .single();
    }

    private static String id(MimeMessage letter) {
        try {
            return letter.getMessageID();
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatAServerHadWhenItWasKilledIsSentByAnother() throws Exception {
        desk.add();
        assertThat(desk.database().outbox().claim(Set.of("password-changed"), List.of(), 10))
                .hasSize(1);
        OutboxDispatcher server = desk.server(MailDesk.plain(port()));
        desk.pass("61 seconds");
        until(() -> desk.waiting() == 0);
        server.stop();
        assertThat(relay.getReceivedMessages()).hasSize(1);
    }
}
