package dev.latchkey.server.operate.startup;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.key.KeyChanges;
import dev.latchkey.core.key.MasterKeySource;
import dev.latchkey.core.key.SigningKeys;
import dev.latchkey.core.key.WrongMasterKeyException;
import dev.latchkey.server.key.KeyDirectory;

/** Makes the keys that are missing, all of them on the first start, and reads them. */
public final class Keys implements StartupStep {

    private final SigningKeys keys;
    private final KeyChanges changes;
    private final MasterKeySource masterKey;
    private final KeyDirectory directory;

    public Keys(SigningKeys keys, KeyChanges changes, MasterKeySource masterKey, KeyDirectory directory) {
        this.keys = keys;
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
        changes.createMissing(masterKey.load(keys.isEmpty()), Attribution.of("server"));
        directory.reload();
    }
}
