package dev.latchkey.admin.terminal;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard input, output and error. Data goes to {@link #out()}, words for people to {@link #say}. Always UTF-8,
 * so that scripts read the same bytes whatever the user's locale is.
 */
public final class Terminal {

    /** Reads a line without showing it. */
    @FunctionalInterface
    public interface HiddenInput {
        /** Returns what was typed; null at the end of the input. */
        char @Nullable [] read(String prompt);
    }

    /** Which of the streams a person looks at, and whether that person wants colours. */
    public record Person(boolean types, boolean readsData, boolean readsWords, boolean likesColours) {
        public static final Person NONE = new Person(false, false, false, false);
    }

    private final InputStream in;
    private final Delivery delivery;
    private final Writer out;
    private final Writer err;
    private final Person person;
    private final HiddenInput hiddenInput;

    public Terminal(InputStream in, OutputStream out, OutputStream err, Person person, HiddenInput hiddenInput) {
        this.in = in;
        this.delivery = new Delivery(out);
        this.out = new BufferedWriter(new OutputStreamWriter(delivery, StandardCharsets.UTF_8), 1 << 16);
        this.err = new BufferedWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8));
        this.person = person;
        this.hiddenInput = hiddenInput;
    }

    /** Where data goes; {@link #deliver} it at the end. */
    public Writer out() {
        return out;
    }

    /** Where usage help goes when the command line was wrong. */
    public Writer words() {
        return err;
    }

    public InputStream in() {
        return in;
    }

    /** Whether a question would be answered. */
    public boolean canAsk() {
        return person.types() && person.readsWords();
    }

    /** Whether a person, not a program, reads the data. */
    public boolean showsData() {
        return person.readsData();
    }

    /** Whether a person reads the words. */
    public boolean showsWords() {
        return person.readsWords();
    }

    /** Whether data may be coloured. */
    public boolean coloursData() {
        return person.readsData() && person.likesColours();
    }

    /** Says one line to the person: on standard error, escaped. */
    public void say(String words) {
        write(Visible.text(words) + "\n");
    }

    /** Draws over the current line of standard error. */
    public void redraw(String words) {
        write("\r" + Visible.text(words) + "\u001b[K");
    }

    /** Says several lines of our own that need no escaping: help, stack traces. */
    public void sayVerbatim(String words) {
        write(words);
    }

    private void write(String text) {
        try {
            err.write(text);
            err.flush();
        } catch (IOException e) {
            // Standard error is closed. The command carries on: its work does not depend on messages.
        }
    }

    /** Asks a question; anything but yes is a no. */
    public boolean confirm(String question) {
        write(Visible.text(question) + " [y/N] ");
        String answer = readLine().orElse("").strip();
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    }

    /** Asks for something that must not be shown; empty at the end of the input. */
    public Optional<String> askHidden(String prompt) {
        return Optional.ofNullable(hiddenInput.read(Visible.text(prompt))).map(String::new);
    }

    private Optional<String> readLine() {
        StringBuilder line = new StringBuilder();
        try {
            Reader reader = new BufferedReader(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
            int c = reader.read();
            while (c >= 0 && c != '\n') {
                line.append((char) c);
                c = reader.read();
            }
            return c < 0 && line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether some of the data could not be written, and why; known after a write that failed. */
    public Optional<UndeliveredException> undelivered() {
        return delivery.failure().map(UndeliveredException::new);
    }

    /**
     * Hands on all data so far.
     *
     * @throws UndeliveredException when the data of this call or of an earlier one could not be written
     */
    public void deliver() {
        tryToDeliver().ifPresent(e -> {
            throw e;
        });
    }

    /** Hands on all data so far; says when those of this call or of an earlier one could not be written. */
    public Optional<UndeliveredException> tryToDeliver() {
        try {
            out.flush();
        } catch (IOException e) {
            // The delivery remembers it.
        }
        return undelivered();
    }
}
