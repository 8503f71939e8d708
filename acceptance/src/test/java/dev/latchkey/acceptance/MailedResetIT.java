package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as it is installed, with mail: a new password by a link, and what it says of settings that are wrong. */
class MailedResetIT {

    private static final String NEW_PASSWORD = "copper-anvil-17-meadow";
    private static final Duration DELIVERY = Duration.ofSeconds(20);
    private static final Duration REFUSAL = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static GreenMail relay;
    private static Cluster cluster;

    @BeforeAll
    static void start() {
        relay = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        relay.start();
        cluster = new Cluster(
                directory,
                1,
                Map.of(
                        "LATCHKEY_MAIL_HOST",
                        "127.0.0.1",
                        "LATCHKEY_MAIL_PORT",
                        Integer.toString(relay.getSmtp().getPort()),
                        "LATCHKEY_MAIL_TLS",
                        "off",
                        "LATCHKEY_MAIL_FROM",
                        "accounts@example.com"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
        relay.stop();
    }

    private static MimeMessage letter(int number) {
        assertThat(Waiting.until(DELIVERY, () -> relay.getReceivedMessages().length >= number))
                .as("letter " + number)
                .isTrue();
        return relay.getReceivedMessages()[number - 1];
    }

    @Test
    void aForgottenPasswordIsReplacedByTheMailedLink() throws Exception {
        cluster.admin("user", "add", "alice", "--email", "alice@example.com", "--generate-password");
        cluster.admin("user", "verify-email", "alice");
        Visitor visitor = new Visitor();
        HttpResponse<String> forgotten = visitor.get(URI.create(cluster.issuer() + "/reset-password"));
        assertThat(visitor.send(forgotten, "account", "alice").body()).contains("Check your email");
        HttpResponse<String> page = visitor.get(Letters.link(letter(1)));
        HttpResponse<String> done = visitor.send(page, "new-password", NEW_PASSWORD, "repeated-password", NEW_PASSWORD);
        assertThat(done.body()).contains("Your password was changed");
        assertThat(letter(2).getSubject()).contains("your password was changed");
        HttpResponse<String> signIn = visitor.get(URI.create(cluster.issuer() + "/sign-in"));
        HttpResponse<String> account =
                visitor.send(signIn, "username", "alice", "password", NEW_PASSWORD, "decision", "sign-in");
        assertThat(account.uri().getPath()).isEqualTo("/account");
        assertThat(visitor.get(Letters.link(letter(1))).statusCode()).isEqualTo(410);
        assertThat(cluster.admin("doctor")).contains("mail\t\t\tpass\tthe relay 127.0.0.1:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HOST=a host           | LATCHKEY_MAIL_HOST is 'a host'",
                "HOST=smtp.example:587 | LATCHKEY_MAIL_HOST is 'smtp.example:587': it has to be",
                "PORT=70000            | LATCHKEY_MAIL_PORT is '70000': it has to be a port, a number from 1 to 65535",
                "PORT=smtp             | LATCHKEY_MAIL_PORT is 'smtp'",
                "FROM=accounts         | LATCHKEY_MAIL_FROM is 'accounts': it has to be an address such as",
                "FROM=                 | latchkey.mail.from is not set",
                "TLS=maybe             | LATCHKEY_MAIL_TLS is 'maybe': it has to be starttls-required or",
                "USERNAME=latchkey     | LATCHKEY_MAIL_USERNAME and latchkey.mail.password-file are set together",
                "PASSWORD_FILE=ABSENT  | latchkey.mail.username and LATCHKEY_MAIL_PASSWORD_FILE are set together",
                "CA_FILE=ABSENT        | latchkey.mail.ca-file: ",
                "CA_FILE=EMPTY         | latchkey.mail.ca-file: ",
            })
    void aSettingThatIsWrongIsNamedInOneLine(String setting, String said) throws Exception {
        assertRefused(said, setting);
    }

    @Test
    void aPasswordFileThatCannotBeUsedIsNamed() throws Exception {
        Path absent = directory.resolve("absent");
        assertRefused(
                "latchkey.mail.password-file: There is no file " + absent, "USERNAME=latchkey", "PASSWORD_FILE=ABSENT");
        assertRefused("latchkey.mail.password-file: The file ", "USERNAME=latchkey", "PASSWORD_FILE=DIRECTORY");
        assertRefused("latchkey.mail.password-file: The file ", "USERNAME=latchkey", "PASSWORD_FILE=EMPTY");
    }

    private static void assertRefused(String said, String... settings) throws Exception {
        Path empty = directory.resolve("empty");
        if (!Files.exists(empty)) {
            Files.createFile(empty);
        }
        try (Shell shell = cluster.shell(directory)) {
            StringBuilder command = new StringBuilder("LATCHKEY_PORT=0 LATCHKEY_MANAGEMENT_PORT=0");
            for (String setting : settings) {
                String[] parts = setting.split("=", 2);
                String value = parts[1].replace("ABSENT", directory + "/absent")
                        .replace("EMPTY", empty.toString())
                        .replace("DIRECTORY", directory.toString());
                command.append(" LATCHKEY_MAIL_")
                        .append(parts[0])
                        .append("='")
                        .append(value)
                        .append('\'');
            }
            Shell.Result result = shell.run(command + " timeout " + REFUSAL.toSeconds() + " latchkey-server");
            assertThat(result.output())
                    .startsWith("latchkey-server: ")
                    .contains(said)
                    .hasLineCount(1);
            assertThat(result.exitCode()).isEqualTo(1);
        }
    }
}
