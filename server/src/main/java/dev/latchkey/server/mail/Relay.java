package dev.latchkey.server.mail;

import dev.latchkey.core.relay.Encryption;
import dev.latchkey.core.relay.RelayAccess;
import dev.latchkey.core.text.MailAddress;
import dev.latchkey.server.outbox.UndeliveredException;
import dev.latchkey.server.page.Letter;
import dev.latchkey.server.settings.MailSettings;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.EOFException;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** The operator's mail relay, spoken to by SMTP (RFC 5321). */
public final class Relay {

    /** For one letter, from connecting to the answer; less than {@link dev.latchkey.core.outbox.Outbox#CLAIM}. */
    private static final Duration LONGEST = Duration.ofSeconds(40);

    private static final Pattern REPLY = Pattern.compile("[2-5]\\d\\d[ -]");

    private static final String CONNECT_MILLIS = "5000";
    private static final String ANSWER_MILLIS = "15000";

    private final RelayAccess access;
    private final MailAddress from;
    private final String serviceName;
    private final String issuerHost;
    private final Session session;

    /**
     * The relay of the settings. Nothing connects to it yet.
     *
     * @param serviceName what the operator calls the service: the name beside the address that letters come from
     * @throws dev.latchkey.core.connection.ConfigurationException when a file of the settings cannot be used
     */
    public Relay(MailSettings settings, String serviceName, URI issuer) {
        this.access = settings.access();
        this.from = MailAddress.parse(settings.from()).orElseThrow();
        this.serviceName = serviceName;
        this.issuerHost = Objects.requireNonNull(issuer.getHost());
        this.session = Session.getInstance(properties());
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", access.host());
        properties.put("mail.smtp.port", Integer.toString(access.port()));
        properties.put("mail.smtp.localhost", issuerHost);
        properties.put("mail.smtp.auth", Boolean.toString(access.username() != null));
        properties.put("mail.smtp.connectiontimeout", CONNECT_MILLIS);
        properties.put("mail.smtp.timeout", ANSWER_MILLIS);
        properties.put("mail.smtp.writetimeout", ANSWER_MILLIS);
        // The letter is sent when its last line was accepted: the answer to QUIT is nothing to wait for.
        properties.put("mail.smtp.quitwait", "false");
        boolean startTls = access.encryption() == Encryption.STARTTLS_REQUIRED;
        properties.put("mail.smtp.starttls.enable", Boolean.toString(startTls));
        properties.put("mail.smtp.starttls.required", Boolean.toString(startTls));
        properties.put("mail.smtp.ssl.enable", Boolean.toString(access.encryption() == Encryption.IMPLICIT));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        if (access.trusted() != null) {
            properties.put("mail.smtp.ssl.socketFactory", access.trusted());
        }
        return properties;
    }

    /**
     * Sends a letter.
     *
     * @param id the same in every try, so that a mailbox can recognise a repeat
     * @param at when what it tells of happened
     * @throws RejectedException when the relay refuses the recipient or the letter for good
     * @throws UndeliveredException when another try may succeed
     */
    void send(UUID id, Instant at, MailAddress to, Letter.Written letter)
            throws RejectedException, UndeliveredException, InterruptedException {
        FutureTask<@Nullable Void> sending = new FutureTask<>(() -> {
            transmit(message(id, at, to, letter));
            return null;
        });
        // Interrupting a virtual thread closes its socket, so that a relay that answers in drops is given up.
        Thread.ofVirtual().name("mail").start(sending);
        try {
            sending.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new UndeliveredException(access.failure().late(LONGEST), e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } finally {
            sending.cancel(true);
        }
    }

    private MimeMessage message(UUID id, Instant at, MailAddress to, Letter.Written letter)
            throws MessagingException, UnsupportedEncodingException {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                // RFC 5322, section 3.6.4. The domain of the sender is the operator's, which localhost is not.
                setHeader("Message-ID", "<" + id + "@" + domain(from) + ">");
            }
        };
        message.setFrom(new InternetAddress(from.value(), serviceName, "UTF-8"));
        message.setRecipient(jakarta.mail.Message.RecipientType.TO, new InternetAddress(to.value(), true));
        message.setSubject(letter.subject(), "UTF-8");
        message.setSentDate(Date.from(at));
        // RFC 3834: no program answers it.
        message.setHeader("Auto-Submitted", "auto-generated");
        MimeBodyPart text = new MimeBodyPart();
        text.setText(letter.text(), "UTF-8");
        MimeBodyPart html = new MimeBodyPart();
        html.setText(letter.html(), "UTF-8", "html");
        message.setContent(new MimeMultipart("alternative", text, html));
        message.saveChanges();
        return message;
    }

    private static String domain(MailAddress address) {
        return address.value().substring(address.value().indexOf('@') + 1);
    }

    private void transmit(MimeMessage message) throws MessagingException, UndeliveredException {
        SMTPTransport transport = (SMTPTransport) session.getTransport("smtp");
        try {
            transport.connect(access.username(), access.password());
            if (access.username() != null && !transport.supportsExtension("AUTH")) {
                // The library would send without a login. Refused for that, every letter would be given up.
                throw new UndeliveredException(access.failure().noLogin());
            }
            Address[] recipients = message.getAllRecipients();
            transport.sendMessage(message, recipients);
        } finally {
            close(transport);
        }
    }

    /** Whatever comes of it, the letter was accepted or not before. */
    private static void close(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            // The connection is gone either way.
        }
    }

    /** Returns a failure that another try may mend, or throws the one that none does. */
    private UndeliveredException failure(Throwable thrown) throws RejectedException {
        if (thrown instanceof UndeliveredException already) {
            return already;
        }
        String reason = reason(thrown);
        if (isFinal(thrown)) {
            throw new RejectedException(reason);
        }
        return new UndeliveredException(reason, thrown);
    }

    /**
     * RFC 5321, section 4.2.1: 5yz is a permanent failure. Only of the recipient and of the letter: a refused sender,
     * user or encryption is the operator's to mend.
     */
    private static boolean isFinal(Throwable thrown) {
        for (Throwable next = thrown; next instanceof MessagingException some; next = some.getNextException()) {
            if (next instanceof SMTPAddressFailedException recipient) {
                return recipient.getReturnCode() >= 500;
            }
            if (next instanceof SMTPSendFailedException letter && ".".equals(letter.getCommand())) {
                return letter.getReturnCode() >= 500;
            }
        }
        return false;
    }

    /** What the relay said, or what became of the connection. */
    private String reason(Throwable thrown) {
        Throwable last = thrown;
        while (last instanceof MessagingException some && some.getNextException() != null) {
            last = some.getNextException();
        }
        String message = String.valueOf(last.getMessage()).strip();
        if (thrown instanceof AuthenticationFailedException) {
            return access.failure().login(message);
        }
        if (message.startsWith("STARTTLS is required")) {
            return access.failure().noStartTls();
        }
        return REPLY.matcher(message).lookingAt()
                ? access.failure().refused(message)
                : access.failure().connection(message.equals("[EOF]") ? new EOFException() : last);
    }
}
