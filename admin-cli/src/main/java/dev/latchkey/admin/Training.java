package dev.latchkey.admin;

import dev.latchkey.admin.output.Format;
import dev.latchkey.admin.output.Output;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.admin.terminal.Surroundings;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.admin.terminal.Terminal.Person;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * What the first run does when it has done its work, for Java to learn: help and every format, into the void. With what
 * the first command used of the database that is most of what any command needs.
 */
final class Training {

    private static final Shape<String> WORD = Shape.<String>of("word", word -> word)
            .column("text", Kind.STRING, "A word.", word -> word)
            .column("length", Kind.INTEGER, "Its length.", String::length);

    private Training() {}

    static void run() {
        for (Person person : new Person[] {Person.NONE, new Person(false, true, true, true)}) {
            Terminal nowhere = new Terminal(
                    InputStream.nullInputStream(),
                    OutputStream.nullOutputStream(),
                    OutputStream.nullOutputStream(),
                    person,
                    prompt -> null);
            Latchkey.run(Surroundings.current(), nowhere, "--help");
            Latchkey.run(Surroundings.current(), nowhere, "user", "list", "--help");
            // Completion has every verb.
            Latchkey.run(Surroundings.current(), nowhere, "completion", "bash");
            for (Format format : Format.values()) {
                new Output(nowhere, format, true).list(WORD, List.of("one", "\"two\"", "\u001b"));
                new Output(nowhere, format, true).show(WORD, "three");
            }
        }
    }
}
