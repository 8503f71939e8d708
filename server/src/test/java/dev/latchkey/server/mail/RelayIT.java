package dev.latchkey.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.latchkey.core.relay.Encryption;
import dev.latchkey.server.outbox.OutboxDispatcher;
import dev.latchkey.server.settings.MailSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the server logs in to a relay and encrypts, and what it says when that does not work. */
class RelayIT extends OutboxAndRelay {

    @TempDir
    private static Path directory;

    /** What a server notes that tries to send a letter in vain. */
    private static String failure(MailSettings settings) {
        desk.add();
        OutboxDispatcher server = desk.server(settings);
        until(() -> !desk.failure().isEmpty());
        server.stop();
        return desk.failure();
    }

    @Test
    void aRelayThatIsNotThereIsNamed() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThat(failure(MailDesk.plain(port)))
                .isEqualTo("the relay 127.0.0.1:" + port
                        + " cannot be reached (Connection refused): check latchkey.mail.host, latchkey.mail.port and"
                        + " the firewall");
    }

    @Test
    void aRelayWithoutALoginGetsNoLetter() throws Exception {
        try (ScriptedRelay plain = new ScriptedRelay()) {
            Path password = Files.writeString(directory.resolve("unused"), "secret\n");
            assertThat(failure(MailDesk.relay(plain.port(), Encryption.OFF, "latchkey", password, null)))
                    .contains("offers no login", "latchkey.mail.username");
            assertThat(plain.commands).noneMatch(command -> command.startsWith("MAIL"));
        }
    }

    @Test
    void aRelayThatWantsAPasswordGetsIt() throws Exception {
        relay.setUser("latchkey", "right");
        Path password = Files.writeString(directory.resolve("password"), "wrong\n");
        desk.add();
        OutboxDispatcher server = desk.server(MailDesk.relay(port(), Encryption.OFF, "latchkey", password, null));
        until(() -> !desk.failure().isEmpty());
        server.stop();
        assertThat(desk.failure())
                .contains("refused the login of 'latchkey' (535", "latchkey.mail.password-file")
                .doesNotContain("wrong");
        assertThat(relay.getReceivedMessages()).isEmpty();
        Files.writeString(password, "right\n");
        desk.pass("2 minutes");
        OutboxDispatcher again = desk.server(MailDesk.relay(port(), Encryption.OFF, "latchkey", password, null));
        until(() -> desk.waiting() == 0);
        again.stop();
        assertThat(relay.getReceivedMessages()).hasSize(1);
    }

    @Test
    void aRelayWithoutStartTlsGetsNothing() throws Exception {
        try (ScriptedRelay plain = new ScriptedRelay()) {
            desk.add();
            OutboxDispatcher server =
                    desk.server(MailDesk.relay(plain.port(), Encryption.STARTTLS_REQUIRED, null, null, null));
            until(() -> !desk.failure().isEmpty());
            server.stop();
            assertThat(desk.failure()).contains("STARTTLS");
            assertThat(plain.commands).allMatch(command -> command.matches("EHLO .*|QUIT"));
        }
    }

    @Test
    void anEncryptedRelayIsTrustedByTheOperatorsAuthorityOnly() throws Exception {
        Path keys = directory.resolve("keys.p12");
        Path ca = directory.resolve("ca.pem");
        keytool("-genkeypair -alias relay -keyalg EC -dname CN=relay -ext san=ip:127.0.0.1 -keystore " + keys);
        keytool("-exportcert -rfc -alias relay -keystore " + keys + " -file " + ca);
        System.setProperty("greenmail.tls.keystore.file", keys.toString());
        System.setProperty("greenmail.tls.keystore.password", "changeit");
        GreenMail encrypted = new GreenMail(new ServerSetup(0, LOOPBACK, ServerSetup.PROTOCOL_SMTPS));
        try {
            encrypted.start();
            int port = encrypted.getSmtps().getPort();
            desk.add();
            OutboxDispatcher stranger = desk.server(MailDesk.relay(port, Encryption.IMPLICIT, null, null, null));
            until(() -> !desk.failure().isEmpty());
            stranger.stop();
            assertThat(desk.failure())
                    .contains("is not signed by an authority that Java trusts", "latchkey.mail.ca-file");
            assertThat(encrypted.getReceivedMessages()).isEmpty();
            desk.pass("2 minutes");
            OutboxDispatcher trusting = desk.server(MailDesk.relay(port, Encryption.IMPLICIT, null, null, ca));
            until(() -> desk.waiting() == 0);
            trusting.stop();
            assertThat(encrypted.getReceivedMessages()).hasSize(1);
        } finally {
            encrypted.stop();
            System.clearProperty("greenmail.tls.keystore.file");
            System.clearProperty("greenmail.tls.keystore.password");
        }
    }

    private static void keytool(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-storepass", "changeit"));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
