package dev.latchkey.core.key;

import java.util.UUID;

/** The configured master key does not open a key of this database. */
public final class WrongMasterKeyException extends RuntimeException {

    WrongMasterKeyException(UUID id) {
        super("The master key does not open key " + id
                + " of this database: it belongs to another one, or was changed.");
    }

    private WrongMasterKeyException(String message) {
        super(message);
    }

    /** A data key stands in the way of sealing all again. */
    static WrongMasterKeyException ofDataKey(UUID id) {
        return new WrongMasterKeyException(
                "Data key " + id + " cannot be opened, so nothing was changed. Either give the"
                        + " master key that opens it too, or remove the second factors of its users with 'latchkey user factor"
                        + " reset --unreadable'. Then run this again.");
    }

    /** One key stands in the way of sealing all again. */
    static WrongMasterKeyException of(UnopenedKey key) {
        return new WrongMasterKeyException("Key " + key.id() + " cannot be sealed again, so nothing was changed. "
                + key.reason() + " Either give the master key that opens it too, or revoke it with"
                + " 'latchkey key revoke " + key.id() + "'. Then run this again.");
    }
}
