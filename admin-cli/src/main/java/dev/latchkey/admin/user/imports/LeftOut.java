package dev.latchkey.admin.user.imports;

/**
 * What an account does not get of what its source has.
 *
 * @param reason the end of a sentence that begins with the field
 * @param isLoss whether the user will miss it, so that the line is reported and counts as incomplete
 */
record LeftOut(String field, String reason, boolean isLoss) {

    /** Of a field that accounts have and an import does not set. */
    static final String NOT_IMPORTED = "is not imported";

    /** What is not carried over, without a reason where none has to be told. */
    String text() {
        return reason.equals(NOT_IMPORTED) ? field : field + " (" + reason + ")";
    }

    static LeftOut loss(String field, String reason) {
        return new LeftOut(field, reason, true);
    }

    static LeftOut other(String field, String reason) {
        return new LeftOut(field, reason, false);
    }
}
