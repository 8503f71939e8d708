package dev.latchkey.server.cache;

import dev.latchkey.core.client.ClientUrl;
import dev.latchkey.core.client.DocumentClients;
import dev.latchkey.server.cache.ClientDirectory.Entry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Clients that documents describe, read one by one when they are asked for. There may be many, so they are not all in
 * memory, and a change is told by the client's id. One that is not stored costs a statement each time.
 */
public final class DocumentClientCache {

    /** The least recently used are forgotten beyond this number. */
    private static final int MOST = 10_000;

    private final DocumentClients clients;

    /** In the order in which they were last used. */
    private final Map<UUID, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** Moves when something is forgotten: what was read before is not put in any more. */
    private long changes;

    public DocumentClientCache(DocumentClients clients) {
        this.clients = clients;
    }

    /** By the name that it sends, disabled or not; empty also when that is no URL. */
    Optional<Entry> find(String clientId) {
        return ClientUrl.parse(clientId)
                .flatMap(url -> find(url.id()))
                .filter(entry -> entry.client().clientId().equals(clientId));
    }

    boolean isInMemory(String clientId) {
        Optional<UUID> id = ClientUrl.parse(clientId).map(ClientUrl::id);
        synchronized (this) {
            return id.filter(entries::containsKey).isPresent();
        }
    }

    Optional<Entry> find(UUID id) {
        long before;
        synchronized (this) {
            Entry known = entries.get(id);
            if (known != null) {
                return Optional.of(known);
            }
            before = changes;
        }
        // Not with the lock: others need not wait for the database.
        Optional<Entry> read = clients.find(id).map(client -> Entry.of(client, List.of()));
        read.ifPresent(entry -> keep(id, entry, before));
        return read;
    }

    private synchronized void keep(UUID id, Entry entry, long before) {
        if (changes == before) {
            entries.put(id, entry);
            if (entries.size() > MOST) {
                entries.remove(entries.keySet().iterator().next());
            }
        }
    }

    /** These were changed, added or deleted; null for any. */
    synchronized void forget(@Nullable Set<UUID> ids) {
        changes++;
        if (ids == null) {
            entries.clear();
        } else {
            ids.forEach(entries::remove);
        }
    }

    /** All of them may have changed. Says true, as parts of the directory do that are read again. */
    public boolean reload() {
        forget(null);
        return true;
    }
}
