package dev.latchkey.core.relay;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Why a relay cannot be used, in one line for its operator: which relay, what it does, and what to do about it. A text has
 * no password and no mail address in it, and is short enough for the outbox.
 */
public final class RelayFailure {

    /** Of what a relay says; the rest of it is often a link to a help page. */
    private static final int LONGEST_REPLY = 140;

    /** Of RFC 5321, section 4.2, and RFC 3463. */
    private static final Pattern CODES = Pattern.compile("[2-5]\\d\\d(?:[ -]\\d\\.\\d{1,3}\\.\\d{1,3})?");

    private final RelayAccess relay;

    RelayFailure(RelayAccess relay) {
        this.relay = relay;
    }

    /** The connection was not made, or broke. */
    public String connection(Throwable failure) {
        return first(failure, SSLException.class)
                .map(this::tls)
                .or(() -> first(failure, UnknownHostException.class)
                        .map(e -> "the name of the relay " + relay + " cannot be resolved: check latchkey.mail.host"))
                .or(() -> first(failure, SocketTimeoutException.class).map(e -> silent()))
                .or(() -> Stream.of(ConnectException.class, NoRouteToHostException.class)
                        .flatMap(kind -> first(failure, kind).stream())
                        .findFirst()
                        .map(e -> "the relay " + relay + " cannot be reached (" + message(e) + "): check"
                                + " latchkey.mail.host, latchkey.mail.port and the firewall"))
                .or(() -> first(failure, EOFException.class).map(e -> closed()))
                .orElseGet(() -> "the connection to the relay " + relay + " failed: " + message(failure));
    }

    private static <T extends Throwable> Optional<T> first(Throwable failure, Class<T> kind) {
        return Stream.iterate(failure, next -> next != null, Throwable::getCause)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    private String tls(SSLException failure) {
        if (first(failure, CertificateExpiredException.class).isPresent()
                || first(failure, CertificateNotYetValidException.class).isPresent()) {
            return certificate() + "has expired, or is not valid yet: renew it, or set the clock of this machine";
        }
        if (first(failure, CertPathBuilderException.class).isPresent()
                || first(failure, CertPathValidatorException.class).isPresent()) {
            return certificate()
                    + (relay.trusted() == null
                            ? "is not signed by an authority that Java trusts: set latchkey.mail.ca-file to the"
                                    + " certificate of its authority"
                            : "is not signed by an authority in latchkey.mail.ca-file: put the certificate of its"
                                    + " authority there");
        }
        if (first(failure, CertificateException.class).isPresent()) {
            return certificate() + "is for another name: set latchkey.mail.host to a name that is in it";
        }
        String message = message(failure);
        return message.contains("Unsupported or unrecognized")
                ? "the relay " + relay + " does not begin with TLS: check latchkey.mail.port, and for STARTTLS set"
                        + " latchkey.mail.tls to starttls-required"
                : "no encrypted connection to the relay " + relay + " can be made (" + message
                        + "): check latchkey.mail.tls";
    }

    private String certificate() {
        return "the certificate of the relay " + relay + " ";
    }

    private String silent() {
        return "the relay " + relay + " does not answer: check latchkey.mail.port, latchkey.mail.tls and the firewall";
    }

    private String closed() {
        return "the relay " + relay
                + " closed the connection: check latchkey.mail.port and latchkey.mail.tls, or look at its log";
    }

    /** The whole took longer than this. */
    public String late(Duration most) {
        return "the relay " + relay + " took longer than " + most.toSeconds() + " seconds";
    }

    /** It offers no {@code STARTTLS}. */
    public String noStartTls() {
        return "the relay " + relay + " does not offer STARTTLS, and gets nothing without encryption: check"
                + " latchkey.mail.port, and for TLS from the first byte set latchkey.mail.tls to implicit";
    }

    /** It offers no login, or none that this program knows. */
    public String noLogin() {
        return "the relay " + relay + " offers no login with a password: check latchkey.mail.port, or leave out"
                + " latchkey.mail.username and latchkey.mail.password-file";
    }

    /** It refused the user or the password. Of its reply only the codes stay: the text may repeat what was sent. */
    public String login(String reply) {
        Matcher codes = CODES.matcher(reply);
        return "the relay " + relay + " refused the login of '" + relay.username() + "' ("
                + (codes.lookingAt() ? codes.group() : "without a code")
                + "): check latchkey.mail.username and latchkey.mail.password-file";
    }

    /** It refused something else. */
    public String refused(String reply) {
        return "the relay " + relay + " answered '" + line(reply) + "'";
    }

    /** What a relay said in one short line. Relays like to repeat addresses, which are nothing for a log. */
    private static String line(String reply) {
        String line = reply.replaceAll("\\S+@\\S+", "(an address)")
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
        return line.length() <= LONGEST_REPLY ? line : line.substring(0, LONGEST_REPLY) + "…";
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? "no reason given" : line(failure.getMessage());
    }
}
