package dev.latchkey.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.latchkey.server.outbox.OutboxDispatcher;
import dev.latchkey.server.settings.MailSettings.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Relays that ask for a password, and what letters are encrypted with on their way there. */
class RelaySecurityIT extends OutboxAndRelay {

    @TempDir
    private static Path directory;

    @Test
    void aRelayThatWantsAPasswordGetsIt() throws Exception {
        relay.setUser("latchkey", "right");
        Path password = Files.writeString(directory.resolve("password"), "wrong\n");
        desk.add();
        OutboxDispatcher server = desk.server(MailDesk.relay(port(), Tls.OFF, "latchkey", password, null));
        until(() -> !desk.failure().isEmpty());
        server.stop();
        assertThat(desk.failure()).contains("535").doesNotContain("wrong");
        assertThat(relay.getReceivedMessages()).isEmpty();
        Files.writeString(password, "right\n");
        desk.pass("2 minutes");
        OutboxDispatcher again = desk.server(MailDesk.relay(port(), Tls.OFF, "latchkey", password, null));
        until(() -> desk.waiting() == 0);
        again.stop();
        assertThat(relay.getReceivedMessages()).hasSize(1);
    }

    @Test
    void aRelayWithoutStartTlsGetsNothing() throws Exception {
        try (ScriptedRelay plain = new ScriptedRelay()) {
            desk.add();
            OutboxDispatcher server =
                    desk.server(MailDesk.relay(plain.port(), Tls.STARTTLS_REQUIRED, null, null, null));
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
            OutboxDispatcher stranger = desk.server(MailDesk.relay(port, Tls.IMPLICIT, null, null, null));
            until(() -> !desk.failure().isEmpty());
            stranger.stop();
            assertThat(desk.failure()).contains("certification path");
            assertThat(encrypted.getReceivedMessages()).isEmpty();
            desk.pass("2 minutes");
            OutboxDispatcher trusting = desk.server(MailDesk.relay(port, Tls.IMPLICIT, null, null, ca));
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
