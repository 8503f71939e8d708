package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Letters through a relay as operators have it: Debian's Postfix with STARTTLS and a login. */
class PostfixIT {

    private static final Duration DELIVERY = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static Postfix postfix;
    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        postfix = Postfix.start();
        cluster = new Cluster(directory, 1, settings(Postfix.PASSWORD, true));
    }

    private static Map<String, String> settings(String password, boolean trusted) throws Exception {
        Path file = Files.writeString(Files.createTempFile(directory, "password", ""), password + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Map<String, String> settings = new HashMap<>();
        settings.put("LATCHKEY_MAIL_HOST", postfix.host());
        settings.put("LATCHKEY_MAIL_PORT", Integer.toString(postfix.port()));
        settings.put("LATCHKEY_MAIL_FROM", "accounts@id.example.com");
        settings.put("LATCHKEY_MAIL_USERNAME", Postfix.USER);
        settings.put("LATCHKEY_MAIL_PASSWORD_FILE", file.toString());
        if (trusted) {
            settings.put(
                    "LATCHKEY_MAIL_CA_FILE",
                    postfix.certificate(directory.resolve("relay.pem")).toString());
        }
        return settings;
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        if (postfix != null) {
            postfix.close();
        }
    }

    private static void addUser(String name, String mailbox) {
        cluster.admin("user", "add", name, "--email", mailbox + "@" + Postfix.DOMAIN, "--generate-password");
        cluster.admin("user", "verify-email", name);
    }

    private static MimeMessage letter(String mailbox, int number) {
        boolean arrived = Waiting.until(DELIVERY, () -> postfix.mailbox(mailbox).size() >= number);
        assertThat(arrived).as("letter " + number + "\n" + postfix.log()).isTrue();
        return postfix.mailbox(mailbox).get(number - 1);
    }

    private static List<String> waiting() {
        return cluster.sql()
                .sql("SELECT COALESCE(failure, '') FROM outbox")
                .query((row, number) -> row.getString(1))
                .list();
    }

    @Test
    void aLetterArrivesAsItWasWritten() throws Exception {
        addUser("alice", "alice");
        Visitor visitor = new Visitor();
        HttpResponse<String> page = visitor.get(URI.create(cluster.issuer() + "/reset-password"));
        visitor.send(page, "account", "alice");
        MimeMessage letter = letter("alice", 1);
        assertThat(letter.getHeader("Received")[0]).as("TLS and a login").contains("with ESMTPSA");
        assertThat(letter.getHeader("From")).hasSize(1);
        assertThat(letter.getFrom()[0].toString()).contains("accounts@id.example.com");
        assertThat(letter.getAllRecipients()).extracting(Object::toString).containsExactly("alice@" + Postfix.DOMAIN);
        assertThat(letter.getHeader("Message-ID")).hasSize(1);
        assertThat(letter.getMessageID()).matches("<[0-9a-f-]{36}@id\\.example\\.com>");
        assertThat(letter.getHeader("Date")).hasSize(1);
        assertThat(letter.getHeader("MIME-Version")).containsExactly("1.0");
        assertThat(letter.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(letter.getHeader("Return-Path")).containsExactly("<accounts@id.example.com>");
        assertThat(letter.getContentType()).startsWith("multipart/alternative");
        URI link = Letters.link(letter);
        assertThat(Letters.part(letter, 0)).contains("30 minutes", "alice");
        assertThat(Letters.part(letter, 1)).contains("<html lang=\"en\">", "href=\"" + link + "\"");
        HttpResponse<String> form = visitor.get(link);
        visitor.send(form, "new-password", "copper-anvil-17-meadow", "repeated-password", "copper-anvil-17-meadow");
        assertThat(letter("alice", 2).getSubject()).contains("your password was changed");
        assertThat(cluster.admin("doctor"))
                .contains("mail\t\t\tpass\tthe relay " + postfix.host() + ":" + postfix.port()
                        + " answers with TLS and accepts the login of 'latchkey'");
    }

    @Test
    void aRecipientThatIsRefusedIsGivenUpAndNotTriedAgain() {
        addUser("bob", "not-there");
        cluster.adminWith("copper-anvil-17-meadow\n", "user", "set-password", "bob", "--password-stdin");
        ServerProcess server = cluster.servers().getFirst();
        assertThat(Waiting.until(DELIVERY, () -> server.output().contains("was given up and is not sent again")))
                .as(server.output())
                .isTrue();
        String line = server.output()
                .lines()
                .filter(one -> one.contains("was given up"))
                .findFirst()
                .orElseThrow();
        String id = cluster.admin("user", "show", "bob", "-o", "id").strip();
        assertThat(line)
                .contains("The letter password-changed ", "to user " + id, "answered '550 5.1.1")
                .doesNotContain("not-there");
        assertThat(Waiting.until(DELIVERY, () -> waiting().isEmpty())).isTrue();
        try (Shell shell = cluster.shell(directory)) {
            Shell.Result test = shell.run("latchkey mail test not-there-either@" + Postfix.DOMAIN);
            assertThat(test.output()).contains("The letter was not sent: the relay ", "answered '550 5.1.1");
            assertThat(test.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void aRecipientThatIsRefusedForNowGetsTheLetterOnce() {
        addUser("carol", Postfix.GREYLISTED);
        cluster.adminWith("copper-anvil-17-meadow\n", "user", "set-password", "carol", "--password-stdin");
        assertThat(Waiting.until(
                        DELIVERY, () -> waiting().stream().anyMatch(failure -> failure.contains("'450 4.2.0"))))
                .as("%s", waiting())
                .isTrue();
        postfix.endGreylisting();
        // As if the minute until the next try had passed.
        cluster.sql().sql("UPDATE outbox SET next_at = now()").update();
        letter(Postfix.GREYLISTED, 1);
        assertThat(Waiting.until(DELIVERY, () -> waiting().isEmpty())).isTrue();
        assertThat(postfix.mailbox(Postfix.GREYLISTED)).hasSize(1);
    }

    @Test
    void aWrongPasswordIsToldByBothCommands() throws Exception {
        assertTold(settings("wrong", true), "refused the login of 'latchkey' (535", "check latchkey.mail.username");
    }

    @Test
    void aCertificateThatIsNotTrustedIsToldByBothCommands() throws Exception {
        assertTold(
                settings(Postfix.PASSWORD, false),
                "is not signed by an authority that Java trusts",
                "set latchkey.mail.ca-file");
    }

    private static void assertTold(Map<String, String> settings, String... said) {
        try (Cluster other = new Cluster(directory, 1, settings);
                Shell shell = other.shell(directory)) {
            Shell.Result test = shell.run("latchkey mail test alice@" + Postfix.DOMAIN);
            assertThat(test.exitCode()).as(test.output()).isEqualTo(1);
            assertThat(test.output())
                    .startsWith("latchkey: The letter was not sent: the ")
                    .contains(said)
                    .hasLineCount(1);
            Shell.Result doctor = shell.run("latchkey doctor");
            assertThat(doctor.exitCode()).isEqualTo(1);
            assertThat(doctor.output()).contains("mail\t\t\tfail\tthe ").contains(said);
        }
    }
}
