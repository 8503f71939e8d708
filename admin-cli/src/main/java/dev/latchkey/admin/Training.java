package dev.latchkey.admin;

import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Format;
import dev.latchkey.admin.output.Output;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.admin.terminal.Terminal.Person;
import dev.latchkey.core.credential.Passwords;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the first run does when it has done its work, for Java to learn: help, every verb's options, every format, and a list
 * of each kind, into the void. So the cache does not depend on the command that happened to run first.
 */
final class Training {

    private static final Shape<String> WORD = Shape.<String>of("word", word -> word)
            .column("text", Kind.STRING, "A word.", word -> word)
            .column("length", Kind.INTEGER, "Its length.", String::length);

    private static final String CONFIGURATION = "version: 1\nclients: []\n";

    private Training() {}

    static void run(Session first) {
        new Passwords().hash("only to load what hashes");
        for (Person person : new Person[] {Person.NONE, new Person(false, true, true, true)}) {
            Terminal nowhere = new Terminal(
                    new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.UTF_8)),
                    OutputStream.nullOutputStream(),
                    OutputStream.nullOutputStream(),
                    person,
                    prompt -> null);
            run(first, nowhere, "--help");
            run(first, nowhere, "user", "list", "--help");
            // Completion has every verb.
            run(first, nowhere, "completion", "bash");
            for (Format format : Format.values()) {
                new Output(nowhere, format, true).list(WORD, List.of("one", "\"two\"", "\u001b"));
                new Output(nowhere, format, true).show(WORD, "three");
            }
            if (first.isReady()) {
                for (String noun : new String[] {"user", "client", "session", "token", "key", "audit"}) {
                    run(first, nowhere, noun, "list");
                }
                run(first, nowhere, "export");
                run(first, nowhere, "apply", "-", "--dry-run");
            }
        }
    }

    private static void run(Session first, Terminal nowhere, String... args) {
        try (Session session = first.with(nowhere)) {
            Latchkey.run(session, args);
        }
    }
}
