package dev.latchkey.admin.output;

/** A list that is being printed, one thing at a time. Closing it ends the list. */
public interface Rows<T> extends AutoCloseable {

    void write(T row);

    /** Prints the rows that are held back for alignment, because the next row may take a while. */
    default void flush() {}

    @Override
    void close();
}
