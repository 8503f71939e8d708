package dev.latchkey.db.key;

import java.util.UUID;

/** The configured master key does not open a key of this database. */
public final class WrongMasterKeyException extends RuntimeException {

    WrongMasterKeyException(UUID id) {
        super("The master key does not open key " + id
                + " of this database: it belongs to another one, or was changed.");
    }
}
