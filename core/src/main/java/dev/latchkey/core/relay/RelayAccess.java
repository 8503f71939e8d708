package dev.latchkey.core.relay;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.SecretFile;
import dev.latchkey.core.trust.TrustedCertificates;
import java.nio.file.Path;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a relay is reached.
 *
 * @param username at the relay; null when it asks for none
 * @param password of that user; null without one
 * @param trusted connections to certificates of the operator's own authority; null for those that Java trusts
 */
public record RelayAccess(
        String host,
        int port,
        Encryption encryption,
        @Nullable String username,
        @Nullable String password,
        @Nullable SSLSocketFactory trusted) {

    /**
     * Reads the files of the settings.
     *
     * @param port null for the usual one
     * @throws ConfigurationException naming the setting, when a file cannot be used
     */
    public static RelayAccess read(
            String host,
            @Nullable Integer port,
            Encryption encryption,
            @Nullable String username,
            @Nullable Path passwordFile,
            @Nullable Path caFile) {
        return new RelayAccess(
                host,
                port == null ? encryption.port() : port,
                encryption,
                username,
                passwordFile == null ? null : naming("password-file", () -> SecretFile.read(passwordFile)),
                caFile == null
                        ? null
                        : naming(
                                "ca-file",
                                () -> TrustedCertificates.only(caFile).getSocketFactory()));
    }

    private static <T> T naming(String setting, Supplier<T> file) {
        try {
            return file.get();
        } catch (ConfigurationException e) {
            throw new ConfigurationException("latchkey.mail." + setting + ": " + e.getMessage());
        }
    }

    /** What to say when it cannot be used. */
    public RelayFailure failure() {
        return new RelayFailure(this);
    }

    /** The name and the port, for a log; without the login. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
