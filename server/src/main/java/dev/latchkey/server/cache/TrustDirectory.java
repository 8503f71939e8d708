package dev.latchkey.server.cache;

import dev.latchkey.core.client.DocumentClients;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.trust.TrustedHost;
import dev.latchkey.core.trust.TrustedHosts;
import java.util.Set;
import java.util.stream.Collectors;

/** The hosts whose documents may describe clients, and what such clients may ask for, in memory. */
public final class TrustDirectory {

    private final TrustedHosts hosts;
    private final DocumentClients clients;
    private volatile Set<String> trusted = Set.of();
    private volatile Scopes scopes = Scopes.NONE;

    public TrustDirectory(TrustedHosts hosts, DocumentClients clients) {
        this.hosts = hosts;
        this.clients = clients;
    }

    /**
     * Reads all of it again; one after the other, so that an older reading never replaces a newer one.
     *
     * @return true: nothing is left out
     */
    public synchronized boolean reload() {
        trusted = hosts.findAll().stream().map(TrustedHost::name).collect(Collectors.toUnmodifiableSet());
        scopes = clients.findScopes();
        return true;
    }

    /**
     * Whether documents of a host may describe clients.
     *
     * @param host as {@link dev.latchkey.core.client.ClientUrl#host} has it
     */
    public boolean isTrusted(String host) {
        return trusted.contains(host);
    }

    /** What a client of a document may ask for. */
    public Scopes scopes() {
        return scopes;
    }
}
