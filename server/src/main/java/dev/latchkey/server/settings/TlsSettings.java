package dev.latchkey.server.settings;

import dev.latchkey.core.limit.Network;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clients with certificates (RFC 8705), {@code latchkey.tls}.
 *
 * @param port where the server itself speaks TLS and asks clients for certificates; 0 for nowhere
 * @param certificate of that port with those that sign it, in PEM
 * @param privateKey of that certificate, in PEM
 * @param clientCaFile authorities that sign certificates of clients, in PEM; null when none are known by a subject
 * @param url the base URL under which clients with certificates reach the server, here or through a proxy; null for the
 *     issuer
 */
public record TlsSettings(
        int port,
        @Nullable Path certificate,
        @Nullable Path privateKey,
        @Nullable Path clientCaFile,
        @Nullable URI url) {

    static TlsSettings of(Values values) {
        return new TlsSettings(
                values.get("port", 0),
                values.get("certificate"),
                values.get("private-key"),
                values.get("client-ca-file"),
                values.get("url"));
    }

    static final String URL = "a URL such as https://mtls.auth.example.com";

    /** Java finds no host in a URL whose host is not a proper one. */
    static boolean isUrl(URI url) {
        return "https".equalsIgnoreCase(url.getScheme()) && url.getHost() != null;
    }

    /**
     * Checks a list of addresses and networks.
     *
     * @throws IllegalArgumentException saying which setting is wrong, and why
     */
    static void requireNetworks(String setting, List<String> networks) {
        for (String network : networks) {
            try {
                Network.parse(network);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("In " + setting + " " + e.getMessage() + ".");
            }
        }
    }

    /** Checks that a port has its certificate, with its key, and that the other file is there. */
    public TlsSettings {
        if (port != 0) {
            if (certificate == null || privateKey == null) {
                throw new IllegalArgumentException(
                        "latchkey.tls.port needs latchkey.tls.certificate and latchkey.tls.private-key.");
            }
            TlsFiles.check(certificate, privateKey);
        }
        if (clientCaFile != null) {
            TlsFiles.checkIsThere("latchkey.tls.client-ca-file", clientCaFile);
        }
    }
}
