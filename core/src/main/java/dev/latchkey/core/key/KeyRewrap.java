package dev.latchkey.core.key;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.jdbc.Transactions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Seals all keys again, because the master key has a new part that seals. */
public final class KeyRewrap {

    private final SigningKeys keys;
    private final DataKeys dataKeys;
    private final AuditLog audit;
    private final Transactions transactions;

    public KeyRewrap(SigningKeys keys, DataKeys dataKeys, AuditLog audit, Transactions transactions) {
        this.keys = keys;
        this.dataKeys = dataKeys;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * Seals every key with the first part of the master key. Can be run again.
     *
     * @return how many were not sealed so before
     * @throws WrongMasterKeyException when a key that is not revoked, or a data key that is in use, cannot be opened;
     *     nothing is changed then
     */
    public int rewrap(MasterKey masterKey, Attribution by) {
        return transactions.in(() -> {
            keys.lock();
            KeyReading reading = keys.read(masterKey);
            reading.unopened().forEach(key -> checkCanBeSealed(key, reading));
            dataKeys.unopened(masterKey).stream().findFirst().ifPresent(id -> {
                throw WrongMasterKeyException.ofDataKey(id);
            });
            Stream<UUID> signing = keys.ids().stream().filter(id -> resealIfOpened(id, masterKey));
            List<UUID> resealed = Stream.concat(signing, dataKeys.resealAll(masterKey).stream())
                    .toList();
            resealed.forEach(id -> audit.record(by, "key.rewrap", id, null));
            return resealed.size();
        });
    }

    private static void checkCanBeSealed(UnopenedKey key, KeyReading reading) {
        if (key.cause() != UnopenedKey.Cause.ALGORITHM) {
            throw reading.keys().isEmpty() ? new WrongMasterKeyException(key.id()) : WrongMasterKeyException.of(key);
        }
    }

    private boolean resealIfOpened(UUID id, MasterKey masterKey) {
        try {
            return keys.reseal(id, masterKey);
        } catch (WrongMasterKeyException | IllegalStateException e) {
            // Only revoked keys are left here: nothing needs them opened.
            return false;
        }
    }
}
