package dev.latchkey.core.account;

/** A value that an account may not have. The message is for the person who typed it and does not repeat the value. */
public final class InvalidValueException extends IllegalArgumentException {

    private final String field;

    public InvalidValueException(String field, String message) {
        super(message);
        this.field = field;
    }

    /** The name of the field as JSON and the database have it, {@code full_name}. */
    public String field() {
        return field;
    }
}
