package dev.latchkey.core.jdbc;

import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;

/**
 * How many rows a statement changed, which nothing may ignore. Where zero rows or one are both right, the caller looks at
 * the number itself: {@code update() == 1}.
 */
public final class Rows {

    private Rows() {}

    /**
     * For a statement that must change exactly one row.
     *
     * @param what the row, for the message: {@code the client}
     * @throws IncorrectUpdateSemanticsDataAccessException when it did not; the transaction is rolled back
     */
    public static void one(int rows, String what) {
        all(rows, 1, what);
    }

    /** The same, for exactly so many rows. */
    public static void all(int rows, int expected, String what) {
        if (rows != expected) {
            throw new IncorrectUpdateSemanticsDataAccessException(
                    "A statement changed " + rows + " rows instead of " + expected + ": " + what);
        }
    }

    /** For a statement for which any number of rows is right, none included. Says so, and does nothing. */
    @SuppressWarnings("unused") // that is the point
    public static void any(int rows) {}
}
