package dev.latchkey.admin.doctor;

import dev.latchkey.admin.command.ServerVariables;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.relay.Encryption;
import dev.latchkey.core.relay.RelayAccess;
import dev.latchkey.core.relay.RelayCheck;
import dev.latchkey.core.setup.Variables;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks that the relay takes a server with this environment. */
final class MailChecks {

    private static final String CHECK = "mail";

    private MailChecks() {}

    /** Whether a server with these settings sends letters. */
    static boolean isOn(ServerVariables variables) {
        return variables.find(Variables.MAIL_HOST) != null;
    }

    /** Connects and logs in, and sends no letter; empty when a server with these settings sends none. */
    static Optional<Finding> run(ServerVariables variables) {
        String host = variables.find(Variables.MAIL_HOST);
        if (host == null) {
            return Optional.empty();
        }
        try {
            RelayAccess relay = relay(host.strip(), variables);
            return Optional.of(RelayCheck.run(relay, ownName(variables))
                    .map(fault -> Finding.fail(CHECK, fault))
                    .orElseGet(() -> Finding.pass(CHECK, words(relay))));
        } catch (ConfigurationException e) {
            return Optional.of(Finding.fail(CHECK, String.valueOf(e.getMessage())));
        }
    }

    /** How many users letters reach. Not a warning: an account without an address, of a machine say, is no mistake. */
    static Finding reach(Users.Reach reach) {
        long without = reach.enabled() - reach.verified();
        return Finding.pass(
                "addresses",
                without == 0
                        ? "every enabled user has a verified email address"
                        : without + " of " + reach.enabled()
                                + " enabled users have no verified email address, so no link and no notice reaches them:"
                                + " 'latchkey user verify-email USER' verifies an address that you know to be the user's");
    }

    private static String words(RelayAccess relay) {
        String encryption =
                relay.encryption() == Encryption.STARTTLS_REQUIRED || relay.encryption() == Encryption.IMPLICIT
                        ? "with TLS"
                        : "without encryption";
        return "the relay " + relay + " answers " + encryption
                + (relay.username() == null ? "" : " and accepts the login of '" + relay.username() + "'")
                + "; 'latchkey mail test ADDRESS' sends a letter";
    }

    private static RelayAccess relay(String host, ServerVariables variables) {
        String username = variables.find(Variables.MAIL_USERNAME);
        Path passwordFile = path(variables.find(Variables.MAIL_PASSWORD_FILE));
        if ((username == null) != (passwordFile == null)) {
            throw new ConfigurationException(Variables.MAIL_USERNAME + " and " + Variables.MAIL_PASSWORD_FILE
                    + " are set together or not at all");
        }
        return RelayAccess.read(
                host,
                port(variables.find(Variables.MAIL_PORT)),
                encryption(variables.find(Variables.MAIL_TLS)),
                username,
                passwordFile,
                path(variables.find(Variables.MAIL_CA_FILE)));
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }

    private static @Nullable Integer port(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.strip().matches("\\d{1,5}")) {
            int port = Integer.parseInt(text.strip());
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        }
        throw new ConfigurationException(
                Variables.MAIL_PORT + " is '" + text + "': it has to be a port, a number from 1 to 65535");
    }

    private static Encryption encryption(@Nullable String text) {
        if (text == null) {
            return Encryption.STARTTLS_REQUIRED;
        }
        return Stream.of(Encryption.values())
                .filter(encryption -> uniform(encryption.name()).equals(uniform(text)))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(Variables.MAIL_TLS + " is '" + text + "': it has to be "
                        + Stream.of(Encryption.values())
                                .map(encryption -> encryption
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-'))
                                .collect(Collectors.joining(" or "))));
    }

    private static String uniform(String text) {
        return text.replaceAll("[-_\\s]", "").toUpperCase(Locale.ROOT);
    }

    /** As a server names itself to the relay. */
    private static String ownName(ServerVariables variables) {
        try {
            String host = variables.issuer().map(URI::create).map(URI::getHost).orElse(null);
            return host == null ? "localhost" : host;
        } catch (IllegalArgumentException e) {
            return "localhost";
        }
    }
}
