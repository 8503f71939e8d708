package dev.latchkey.core.account;

/** The result for one of many accounts that are added together. */
public enum Arrival {
    ADDED,
    /** There was an account of this name already; of the same id, if the new one brought an id. */
    EXISTED,
    /** There was an account of this name already, with another id than the new one brought. */
    OTHER_ID,
    /** The id that it brought belongs to another account or to a client. */
    ID_TAKEN
}
