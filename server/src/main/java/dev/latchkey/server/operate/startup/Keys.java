package dev.latchkey.server.operate.startup;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.key.DataKeys;
import dev.latchkey.core.key.KeyChanges;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.MasterKeySource;
import dev.latchkey.core.key.SigningKeys;
import dev.latchkey.core.key.WrongMasterKeyException;
import dev.latchkey.server.key.KeyDirectory;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the keys that are missing, all of them on the first start, and reads them. */
public final class Keys implements StartupStep {

    private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

    private final SigningKeys keys;
    private final KeyChanges changes;
    private final MasterKeySource masterKey;
    private final KeyDirectory directory;
    private final DataKeys dataKeys;
    private volatile boolean wereMissing;

    public Keys(
            SigningKeys keys,
            KeyChanges changes,
            DataKeys dataKeys,
            MasterKeySource masterKey,
            KeyDirectory directory) {
        this.keys = keys;
        this.dataKeys = dataKeys;
        this.changes = changes;
        this.masterKey = masterKey;
        this.directory = directory;
    }

    /**
     * Makes and reads them. A database without keys gets a master key too, when it is the embedded one.
     *
     * @throws ConfigurationException when there is no master key
     * @throws WrongMasterKeyException when it does not open the keys that are there
     */
    @Override
    public void run() {
        boolean none = keys.isEmpty();
        MasterKey key = masterKey.load(none);
        changes.createMissing(key, Attribution.of("server"));
        wereMissing = none;
        directory.reload();
        for (UUID id : dataKeys.unopened(key)) {
            LOG.error(
                    "The master key does not open data key {}: users whose second factor is sealed under it cannot sign in."
                            + " Give the master key that opens it too, or run 'latchkey user factor reset --unreadable'",
                    id);
        }
    }

    /** Whether this is the first start of a server with this database: the first one makes the keys. */
    boolean wereMissing() {
        return wereMissing;
    }
}
