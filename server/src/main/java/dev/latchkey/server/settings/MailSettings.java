package dev.latchkey.server.settings;

import dev.latchkey.core.relay.Encryption;
import dev.latchkey.core.relay.RelayAccess;
import dev.latchkey.core.text.MailAddress;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
        Encryption tls,
        @Nullable Path caFile) {

    static MailSettings of(Values values) {
        return new MailSettings(
                values.get("host"),
                values.get("port"),
                values.get("username"),
                values.get("password-file"),
                values.get("from"),
                values.get("tls", Encryption.STARTTLS_REQUIRED),
                values.get("ca-file"));
    }

    static final String HOST = "the name or address of a mail relay, without a port";
    static final String FROM = "an address such as accounts@example.com";

    /** Of a colon there is none, or several in an IPv6 address: one would be before a port. */
    private static final Pattern HOST_NAME =
            Pattern.compile("[A-Za-z0-9.-]{1,253}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

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
        if (host != null && tls == Encryption.OFF && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "latchkey.mail.tls is off, which is for a relay on this machine only: use"
                            + " starttls-required, implicit, or off-on-trusted-network.");
        }
        if (username != null && tls == Encryption.OFF_ON_TRUSTED_NETWORK) {
            throw new IllegalArgumentException(
                    "latchkey.mail.tls is off-on-trusted-network, which would send the password unencrypted.");
        }
    }

    /** Whether this server sends mail, so that pages can offer what needs it. */
    public boolean isOn() {
        return host != null;
    }

    /**
     * How the relay is reached, with what its files have. Call it where there is a host.
     *
     * @throws dev.latchkey.core.connection.ConfigurationException naming the setting, when a file cannot be used
     */
    public RelayAccess access() {
        return RelayAccess.read(Objects.requireNonNull(host), port, tls, username, passwordFile, caFile);
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
