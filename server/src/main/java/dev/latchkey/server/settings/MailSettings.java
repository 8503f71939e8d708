package dev.latchkey.server.settings;

import dev.latchkey.core.text.MailAddress;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the server sends mail, {@code latchkey.mail}. Without a host it sends none, and what needs mail is off.
 *
 * @param host of the relay
 * @param port of the relay; null for the usual one
 * @param username at the relay; null when it asks for none
 * @param passwordFile a file with the password
 * @param from the address that letters come from
 * @param caFile certificates in PEM that sign the relay's, in place of those that Java trusts
 */
public record MailSettings(
        @Nullable String host,
        @Nullable Integer port,
        @Nullable String username,
        @Nullable Path passwordFile,
        @Nullable String from,
        @DefaultValue("starttls-required") Tls tls,
        @Nullable Path caFile) {

    static final String HOST = "the name or address of a mail relay, without a port";
    static final String FROM = "an address such as accounts@example.com";

    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9.:-]{1,253}");

    /** How the connection to the relay is encrypted. */
    public enum Tls {
        /** After the command {@code STARTTLS}; a relay that does not offer it gets nothing. */
        STARTTLS_REQUIRED(587),
        /** From the first byte. */
        IMPLICIT(465),
        /** Not, on this machine. */
        OFF(25),
        /** Not, and the operator trusts the network. */
        OFF_ON_TRUSTED_NETWORK(25);

        private final int port;

        Tls(int port) {
            this.port = port;
        }
    }

    /** Checks the settings together. */
    public MailSettings {
        if (host == null && (username != null || from != null)) {
            throw new IllegalArgumentException("latchkey.mail.host is not set: without it the server sends no mail.");
        }
        if (host != null && from == null) {
            throw new IllegalArgumentException(
                    "latchkey.mail.from is not set: letters need an address that they come from.");
        }
        if ((username == null) != (passwordFile == null)) {
            throw new IllegalArgumentException(
                    "latchkey.mail.username and latchkey.mail.password-file are set together or not at all.");
        }
        if (host != null && tls == Tls.OFF && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "latchkey.mail.tls is off, which is for a relay on this machine only: use"
                            + " starttls-required, implicit, or off-on-trusted-network.");
        }
        if (username != null && tls == Tls.OFF_ON_TRUSTED_NETWORK) {
            throw new IllegalArgumentException(
                    "latchkey.mail.tls is off-on-trusted-network, which would send the password unencrypted.");
        }
    }

    /** Whether this server sends mail, so that pages can offer what needs it. */
    public boolean isOn() {
        return host != null;
    }

    /** The port that is set, or the usual one for the encryption. */
    public int portOrDefault() {
        return port == null ? tls.port : port;
    }

    static boolean isHost(String host) {
        return HOST_NAME.matcher(host).matches();
    }

    static boolean isFrom(String from) {
        return MailAddress.parse(from).isPresent();
    }

    private static boolean isLoopback(String host) {
        try {
            return host.equalsIgnoreCase("localhost")
                    || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
