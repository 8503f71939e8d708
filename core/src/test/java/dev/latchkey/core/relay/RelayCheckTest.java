package dev.latchkey.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.trust.TrustedCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which a relay cannot be used, and what is said of it. */
class RelayCheckTest {

    private static final String STORE_PASSWORD = "changeit";

    @TempDir
    private static Path directory;

    private static RelayAccess plain(int port) {
        return new RelayAccess("127.0.0.1", port, Encryption.OFF, null, null, null);
    }

    private static RelayAccess login(FakeRelay relay) {
        return new RelayAccess("127.0.0.1", relay.port(), Encryption.OFF, "latchkey", "hunter2", null);
    }

    private static Optional<String> check(RelayAccess relay) {
        return RelayCheck.run(relay, "id.example");
    }

    @Test
    void aRelayThatAnswersPasses() throws IOException {
        try (FakeRelay relay = new FakeRelay()) {
            assertThat(check(plain(relay.port()))).isEmpty();
            assertThat(relay.commands.getFirst()).isEqualTo("EHLO id.example");
            assertThat(relay.commands).noneMatch(command -> command.startsWith("MAIL"));
        }
    }

    @Test
    void nothingListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThat(check(plain(port)).orElseThrow())
                .contains("127.0.0.1:" + port + " cannot be reached", "check latchkey.mail.host");
    }

    @Test
    void theNameIsUnknown() {
        assertThat(check(new RelayAccess("no-such-host.invalid", 25, Encryption.OFF, null, null, null)))
                .contains("the name of the relay no-such-host.invalid:25 cannot be resolved: check latchkey.mail.host");
    }

    @ParameterizedTest
    @CsvSource({
        "SSH-2.0-OpenSSH_9.2, it does not speak SMTP",
        "554 no service here, answered '554 no service here'",
        "421 too busy, answered '421 too busy'",
    })
    void itGreetsOddly(String greeting, String said) throws IOException {
        try (FakeRelay relay = new FakeRelay()) {
            relay.answers.put("connect", greeting);
            assertThat(check(plain(relay.port())).orElseThrow()).contains(said);
        }
    }

    @Test
    void itSaysNothing() throws IOException {
        try (FakeRelay relay = new FakeRelay()) {
            relay.answers.remove("connect");
            long start = System.nanoTime();
            assertThat(check(plain(relay.port())).orElseThrow())
                    .contains("does not answer", "latchkey.mail.port", "latchkey.mail.tls");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
        }
    }

    @Test
    void itAnswersInDrops() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread drip = Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    while (true) {
                        socket.getOutputStream().write('2');
                        Thread.sleep(500);
                    }
                } catch (IOException | InterruptedException e) {
                    // The other side has gone.
                }
            });
            assertThat(check(plain(server.getLocalPort())).orElseThrow()).contains("took longer than 10 seconds");
            assertThat(drip.join(Duration.ofSeconds(10)))
                    .as("the connection was closed")
                    .isTrue();
        }
    }

    @Test
    void itDoesNotOfferStartTls() throws IOException {
        try (FakeRelay relay = new FakeRelay()) {
            RelayAccess access =
                    new RelayAccess("127.0.0.1", relay.port(), Encryption.STARTTLS_REQUIRED, "a", "hunter2", null);
            assertThat(check(access).orElseThrow()).contains("does not offer STARTTLS", "implicit");
            assertThat(relay.commands).noneMatch(command -> command.startsWith("AUTH"));
        }
    }

    @Test
    void itDoesNotBeginWithTls() throws IOException {
        try (FakeRelay relay = new FakeRelay()) {
            RelayAccess access = new RelayAccess("127.0.0.1", relay.port(), Encryption.IMPLICIT, null, null, null);
            assertThat(check(access).orElseThrow()).contains("does not begin with TLS", "starttls-required");
        }
    }

    @Test
    void itKnowsNoLogin() throws IOException {
        try (FakeRelay relay = new FakeRelay()) {
            relay.answers.put("EHLO", "250-relay.example\n250 AUTH GSSAPI");
            assertThat(check(login(relay)).orElseThrow()).contains("offers no login with a password");
        }
    }

    @Test
    void itRefusesThePassword() throws IOException {
        try (FakeRelay relay = new FakeRelay()) {
            relay.answers.put("EHLO", "250-relay.example\n250-SIZE 1000\n250 AUTH LOGIN PLAIN");
            relay.answers.put("AUTH", "535 5.7.8 Error: authentication failed for latchkey@relay.example");
            assertThat(check(login(relay)).orElseThrow())
                    .contains("refused the login of 'latchkey' (535 5.7.8", "latchkey.mail.password-file")
                    .doesNotContain("hunter2", "@");
            String sent = "AUTH PLAIN " + base64("\0latchkey\0hunter2");
            relay.answers.put("AUTH", "500 bad command: " + sent);
            assertThat(check(login(relay)).orElseThrow())
                    .contains("(500)")
                    .doesNotContain("bad", base64("\0latchkey\0hunter2"));
            relay.answers.put("AUTH", "235 welcome");
            assertThat(check(login(relay))).isEmpty();
            assertThat(relay.commands).contains("AUTH PLAIN " + base64("\0latchkey\0hunter2"));
        }
    }

    @Test
    void theOldLoginWorksToo() throws IOException {
        try (FakeRelay relay = new FakeRelay()) {
            relay.answers.put("EHLO", "250-relay.example\n250 AUTH=LOGIN");
            relay.answers.put("AUTH", "334 VXNlcm5hbWU6");
            relay.answers.put(base64("latchkey"), "334 UGFzc3dvcmQ6");
            relay.answers.put(base64("hunter2"), "235 welcome");
            assertThat(check(login(relay))).isEmpty();
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theCertificateIsVerified() throws Exception {
        Path right = keys("right", "san=ip:127.0.0.1");
        SSLSocketFactory trusting = TrustedCertificates.only(right).getSocketFactory();
        try (FakeRelay relay = encrypted("right")) {
            assertThat(check(startTls(relay, trusting))).isEmpty();
            assertThat(check(startTls(relay, null)).orElseThrow())
                    .contains("is not signed by an authority that Java trusts", "latchkey.mail.ca-file");
            assertThat(check(startTls(
                                    relay,
                                    TrustedCertificates.only(keys("other", "san=ip:127.0.0.1"))
                                            .getSocketFactory()))
                            .orElseThrow())
                    .contains("is not signed by an authority in latchkey.mail.ca-file");
        }
        Path misnamed = keys("misnamed", "san=dns:relay.example");
        try (FakeRelay relay = encrypted("misnamed")) {
            assertThat(check(startTls(relay, TrustedCertificates.only(misnamed).getSocketFactory()))
                            .orElseThrow())
                    .contains("is for another name: set latchkey.mail.host");
        }
        Path old = signed("old", "-startdate -3d -validity 1");
        try (FakeRelay relay = encrypted("old")) {
            assertThat(check(startTls(relay, TrustedCertificates.only(old).getSocketFactory()))
                            .orElseThrow())
                    .contains("has expired", "renew it");
        }
    }

    private static RelayAccess startTls(FakeRelay relay, @Nullable SSLSocketFactory trusted) {
        return new RelayAccess("127.0.0.1", relay.port(), Encryption.STARTTLS_REQUIRED, null, null, trusted);
    }

    private static FakeRelay encrypted(String name) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, STORE_PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        FakeRelay relay = new FakeRelay(context);
        relay.answers.put("EHLO", "250-relay.example\n250 STARTTLS");
        relay.answers.put("STARTTLS", "220 go on");
        return relay;
    }

    /** Makes keys that an authority signs, and gives the certificate of that. */
    private static Path signed(String name, String validity) throws Exception {
        String store = " -keystore " + directory.resolve(name + ".p12");
        Path authority = directory.resolve(name + ".pem");
        keytool("-genkeypair -alias ca -keyalg EC -dname CN=ca -ext bc=ca:true" + store);
        keytool("-genkeypair -alias a -signer ca -keyalg EC -dname CN=relay -ext san=ip:127.0.0.1 " + validity + store);
        keytool("-exportcert -rfc -alias ca -file " + authority + store);
        keytool("-delete -alias ca" + store);
        return authority;
    }

    /** Makes keys, and gives the certificate. */
    private static Path keys(String name, String alternative) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Path certificate = directory.resolve(name + ".pem");
        keytool("-genkeypair -alias a -keyalg EC -dname CN=relay -ext " + alternative + " -keystore " + store);
        keytool("-exportcert -rfc -alias a -keystore " + store + " -file " + certificate);
        return certificate;
    }

    private static void keytool(String arguments) throws Exception {
        Process process = new ProcessBuilder((Path.of(System.getProperty("java.home"), "bin", "keytool") + " "
                                + arguments.strip() + " -storepass " + STORE_PASSWORD)
                        .split(" "))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
