package dev.latchkey.acceptance;

import static org.assertj.core.api.Assumptions.assumeThat;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** Debian's Postfix as a relay that wants STARTTLS and a login, in a container. Mail to its own users is kept. */
final class Postfix implements AutoCloseable {

    static final String DOMAIN = "relay.example";
    static final String USER = "latchkey";
    static final String PASSWORD = "brass-lantern-55";

    /** An account whose mail is refused for now. */
    static final String GREYLISTED = "grey";

    private static final int SUBMISSION = 25;

    /** Before each letter of a mailbox. */
    private static final Pattern SEPARATOR = Pattern.compile("(?m)^From [^\n]*\n");

    private final GenericContainer<?> container;

    @SuppressWarnings("resource") // closed by close()
    private Postfix(String host) {
        this.container = new GenericContainer<>(
                        new ImageFromDockerfile().withFileFromString("Dockerfile", dockerfile(host)))
                .withExposedPorts(SUBMISSION)
                .waitingFor(Wait.forLogMessage(".*daemon started.*", 1));
    }

    private static String dockerfile(String host) {
        return """
            FROM debian:bookworm-slim
            RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
                postfix sasl2-bin libsasl2-modules openssl
            RUN openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=relay \
                -addext subjectAltName=DNS:localhost,DNS:%1$s,IP:127.0.0.1 \
                -keyout /etc/postfix/relay.key -out /etc/postfix/relay.pem
            RUN useradd alice && useradd %2$s \
                && echo %4$s | saslpasswd2 -p -c -u %3$s %5$s && chown postfix /etc/sasldb2 \
                && printf 'pwcheck_method: auxprop\\nauxprop_plugin: sasldb\\nmech_list: PLAIN LOGIN\\n' \
                    > /etc/postfix/sasl/smtpd.conf \
                && echo '%2$s@%3$s 450 4.2.0 Greylisted, come back later' > /etc/postfix/recipients
            RUN postconf -e compatibility_level=3.6 myhostname=%3$s mydestination=%3$s mynetworks= alias_maps= \
                inet_interfaces=all inet_protocols=ipv4 maillog_file=/dev/stdout \
                smtpd_tls_security_level=may smtpd_tls_auth_only=yes \
                smtpd_tls_cert_file=/etc/postfix/relay.pem smtpd_tls_key_file=/etc/postfix/relay.key \
                smtpd_sasl_auth_enable=yes smtpd_sasl_local_domain=%3$s \
                smtpd_relay_restrictions=permit_sasl_authenticated,reject \
                'smtpd_recipient_restrictions=check_recipient_access texthash:/etc/postfix/recipients, permit_sasl_authenticated, reject' \
                && postconf -F smtp/inet/chroot=n
            CMD ["postfix", "start-fg"]
            """.formatted(host, GREYLISTED, DOMAIN, PASSWORD, USER);
    }

    /** Skips the test where there is no Docker engine, or the package cannot be installed. */
    static Postfix start() {
        assumeThat(DockerClientFactory.instance().isDockerAvailable())
                .as("a Docker engine answers")
                .isTrue();
        Postfix postfix = new Postfix(DockerClientFactory.instance().dockerHostIpAddress());
        try {
            postfix.container.getDockerImageName();
        } catch (RuntimeException e) {
            assumeThat(e).as("Debian's postfix can be installed into an image").isNull();
        }
        postfix.container.start();
        return postfix;
    }

    String host() {
        return container.getHost();
    }

    int port() {
        return container.getMappedPort(SUBMISSION);
    }

    /** Its certificate, which signs itself. */
    Path certificate(Path file) {
        container.copyFileFromContainer("/etc/postfix/relay.pem", file.toString());
        return file;
    }

    /** Takes mail to all of its own users from now on. */
    void endGreylisting() {
        exec("truncate -s 0 /etc/postfix/recipients && postfix reload");
    }

    /** The letters that arrived in a mailbox, the oldest first. */
    List<MimeMessage> mailbox(String user) {
        String text = exec("cat /var/mail/" + user + " 2>/dev/null || true");
        return SEPARATOR
                .splitAsStream(text)
                .filter(letter -> !letter.isBlank())
                .map(Postfix::read)
                .toList();
    }

    private static MimeMessage read(String letter) {
        try {
            return new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(letter.getBytes(StandardCharsets.UTF_8)));
        } catch (MessagingException e) {
            throw new AssertionError(letter, e);
        }
    }

    private String exec(String command) {
        try {
            ExecResult result = container.execInContainer("sh", "-c", command);
            if (result.getExitCode() != 0) {
                throw new AssertionError(command + "\n" + result.getStdout() + result.getStderr());
            }
            return result.getStdout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it has logged, for a test that fails. */
    String log() {
        return container.getLogs();
    }

    @Override
    public void close() {
        container.stop();
    }
}
