package dev.latchkey.admin.output;

/** A list that is being printed, one thing at a time. Closing it ends the list. */
public interface Rows<T> extends AutoCloseable {

    void write(T row);

    /** Lets go of what is kept back to be aligned: nothing more may come for a while. */
    default void flush() {}

    @Override
    void close();
}
