package dev.latchkey.core.account;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The result for one of many accounts that are added together.
 *
 * @param id of the account that was added, or was there already; null when the id that it brought is taken
 * @param emailVerified whether the address of the added account is verified
 */
public record Arrival(Kind kind, @Nullable UUID id, boolean emailVerified) {

    /** What became of an account. */
    public enum Kind {
        ADDED,
        /** There was an account of this name already; of the same id, if the new one brought an id. */
        EXISTED,
        /** There was an account of this name already, with another id than the new one brought. */
        OTHER_ID,
        /** The id that it brought belongs to another account or to a client. */
        ID_TAKEN
    }

    /** The result for an account of which there is one with this name already. */
    public static Arrival existing(NewUser user, UUID id) {
        return new Arrival(user.id() == null || user.id().equals(id) ? Kind.EXISTED : Kind.OTHER_ID, id, false);
    }
}
