package dev.latchkey.admin;

import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.terminal.Surroundings;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.admin.terminal.Terminal.Person;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;

/** The commands as they are declared. */
final class CommandTree {

    private CommandTree() {}

    static CommandLine root() {
        return CommandModel.all(session());
    }

    /** What is built when no command is called. */
    static CommandLine outline() {
        return CommandModel.of(session());
    }

    private static Session session() {
        var terminal = new Terminal(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                Person.NONE,
                prompt -> null);
        return new Session(
                new Surroundings(Map.of(), Path.of("/nonexistent"), "admin", () -> "console", null), terminal);
    }

    static CommandLine find(String path) {
        CommandLine found = root();
        for (String name : path.split(" ", -1)) {
            found = name.isEmpty()
                    ? found
                    : Objects.requireNonNull(found.getSubcommands().get(name), name);
        }
        return found;
    }
}
