package dev.latchkey.admin;

import dev.latchkey.admin.terminal.Surroundings;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.admin.terminal.Terminal.Person;
import dev.latchkey.core.connection.ConnectionSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs commands as somebody would, and keeps what they printed. */
final class Cli {

    /** What came of a command. */
    record Result(int exitCode, String out, String err) {}

    /** A database that is not there: whoever connects gets exit code 5. */
    static final ConnectionSettings NOWHERE =
            new ConnectionSettings("jdbc:postgresql://127.0.0.1:1/nowhere", "nobody", null);

    private final Map<String, String> variables = new HashMap<>();
    private Person person = Person.NONE;
    private InputStream input = InputStream.nullInputStream();
    private @Nullable OutputStream into;
    private Iterator<String> hidden = Arrays.asList(new String[0]).iterator();

    private Cli() {}

    static Cli on(ConnectionSettings settings) {
        return new Cli()
                .with("LATCHKEY_DB_URL", settings.url())
                .with("LATCHKEY_DB_USER", Objects.requireNonNullElse(settings.user(), ""))
                .with("LATCHKEY_DB_PASSWORD", Objects.requireNonNullElse(settings.password(), ""));
    }

    /** On the embedded database of a home. */
    static Cli at(Path home) {
        return new Cli().with("LATCHKEY_HOME", home.toString());
    }

    Cli with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** At a terminal, without colours. */
    Cli atTerminal() {
        person = new Person(true, true, true, false);
        return this;
    }

    Cli inColour() {
        person = new Person(true, true, true, true);
        return this;
    }

    Cli piped() {
        person = Person.NONE;
        return this;
    }

    /** What comes from standard input. */
    Cli input(String text) {
        return input(text.getBytes(StandardCharsets.UTF_8));
    }

    Cli input(byte[] bytes) {
        return input(new ByteArrayInputStream(bytes));
    }

    Cli input(InputStream stream) {
        input = stream;
        return this;
    }

    /** Where data goes, instead of into the result. */
    Cli into(OutputStream stream) {
        into = stream;
        return this;
    }

    /** What is typed where nothing shows. */
    Cli typing(String... lines) {
        hidden = Arrays.asList(lines).iterator();
        return this;
    }

    Result run(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        InputStream in = input;
        input = InputStream.nullInputStream();
        var terminal = new Terminal(
                in,
                into == null ? out : into,
                err,
                person,
                prompt -> hidden.hasNext() ? hidden.next().toCharArray() : null);
        var surroundings = new Surroundings(variables, Path.of("/nonexistent"), "admin", () -> "console", null);
        int exitCode = Latchkey.run(surroundings, terminal, args);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
