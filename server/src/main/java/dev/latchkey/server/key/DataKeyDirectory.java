package dev.latchkey.server.key;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.UnavailableException;
import dev.latchkey.core.key.DataKey;
import dev.latchkey.core.key.DataKeys;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.WrongMasterKeyException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data keys that were needed until now, opened, in memory. */
public final class DataKeyDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(DataKeyDirectory.class);

    private final DataKeys keys;
    private final Supplier<MasterKey> masterKey;
    private final Map<UUID, DataKey> opened = new ConcurrentHashMap<>();

    /** {@code masterKey} is asked whenever a key is opened: an operator may have changed it. */
    public DataKeyDirectory(DataKeys keys, Supplier<MasterKey> masterKey) {
        this.keys = keys;
        this.masterKey = masterKey;
    }

    /**
     * The key that seals new secrets.
     *
     * @throws UnavailableException when it cannot be opened
     */
    public DataKey current() {
        return open(() -> keys.current(masterKey.get()));
    }

    /**
     * The key with an id.
     *
     * @throws UnavailableException when it cannot be opened
     */
    public DataKey open(UUID id) {
        DataKey known = opened.get(id);
        if (known != null) {
            return known;
        }
        DataKey key = open(() -> keys.open(id, masterKey.get()));
        opened.put(id, key);
        return key;
    }

    private static DataKey open(Supplier<DataKey> attempt) {
        try {
            return attempt.get();
        } catch (WrongMasterKeyException | ConfigurationException | IllegalStateException e) {
            LOG.error("A second factor cannot be used or added: {}", e.getMessage());
            throw new UnavailableException("A data key cannot be opened");
        }
    }
}
