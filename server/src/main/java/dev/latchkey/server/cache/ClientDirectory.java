package dev.latchkey.server.cache;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.Clients;
import dev.latchkey.core.client.Origin;
import dev.latchkey.core.connection.UnavailableException;
import dev.latchkey.core.jdbc.LeftOut;
import dev.latchkey.core.jdbc.ReadRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * All clients that administrators added and their secrets, in memory: one that is looked up costs no database, known or not.
 * Those that documents describe are read one by one.
 */
public final class ClientDirectory {

    /**
     * A client as the endpoints need it.
     *
     * @param registered the same client in the vocabulary of the framework's filters
     */
    public record Entry(Client client, List<ClientSecret> secrets, RegisteredClient registered) {

        /** An entry of a client that has these secrets. */
        public static Entry of(Client client, List<ClientSecret> secrets) {
            return new Entry(
                    client,
                    secrets,
                    RegisteredClient.withId(client.id().toString())
                            .clientId(client.clientId())
                            // The builder wants one; what a client may do is asked of the Client.
                            .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                            .build());
        }
    }

    private final Clients clients;
    private final DocumentClientCache documents;
    private final LeftOut leftOut = new LeftOut();
    private volatile Set<String> unreadable = Set.of();
    private volatile Map<String, Entry> byClientId = Map.of();
    private volatile Map<UUID, Client> byId = Map.of();
    private volatile Set<String> origins = Set.of();

    public ClientDirectory(Clients clients, DocumentClientCache documents) {
        this.clients = clients;
        this.documents = documents;
    }

    /**
     * Reads all clients that administrators added again; one after the other, so that an older reading never replaces a newer one. A row that cannot
     * be read is left out.
     *
     * @return true: a row that cannot be read now cannot be read before it is changed
     */
    public synchronized boolean reload() {
        Map<UUID, List<ClientSecret>> secrets = clients.findSecrets();
        ReadRows<Client> rows = clients.readStatic();
        leftOut.replace(rows.unreadable());
        unreadable = leftOut.ids();
        List<Client> all = rows.read();
        byClientId = all.stream()
                .map(client -> Entry.of(client, secrets.getOrDefault(client.id(), List.of())))
                .collect(Collectors.toUnmodifiableMap(entry -> entry.client().clientId(), Function.identity()));
        byId = all.stream().collect(Collectors.toUnmodifiableMap(Client::id, Function.identity()));
        origins = all.stream()
                .filter(client -> !client.isDisabled())
                .flatMap(client -> client.origins().stream())
                .map(Origin::value)
                .collect(Collectors.toUnmodifiableSet());
        return true;
    }

    /** How many clients are there that cannot be read. */
    public int unreadable() {
        return leftOut.count();
    }

    /**
     * A client by the name that it sends, disabled or not.
     *
     * @throws UnavailableException when there is such a client and it cannot be read
     */
    public Optional<Client> find(String clientId) {
        return findEntry(clientId).map(Entry::client);
    }

    /** Whether {@link #findEntry} would find a client, or fail, without asking the database. */
    public boolean isInMemory(String clientId) {
        return byClientId.containsKey(clientId) || unreadable.contains(clientId) || documents.isInMemory(clientId);
    }

    /** A client by its id, disabled or not; empty also when it cannot be read. */
    public Optional<Client> find(UUID id) {
        Client client = byId.get(id);
        return client == null ? documents.find(id).map(Entry::client) : Optional.of(client);
    }

    /** Whether some client that is not disabled has a page at this origin, compared as text. */
    public boolean hasOrigin(String origin) {
        return origins.contains(origin);
    }

    /**
     * A client with all that it is recognised by, by the name that it sends, disabled or not.
     *
     * @throws UnavailableException when there is such a client and it cannot be read
     */
    public Optional<Entry> findEntry(String clientId) {
        Entry entry = byClientId.get(clientId);
        if (entry == null && unreadable.contains(clientId)) {
            // Not "invalid_client": it would throw good credentials away.
            throw new UnavailableException("The client cannot be read");
        }
        return entry == null ? documents.find(clientId) : Optional.of(entry);
    }
}
