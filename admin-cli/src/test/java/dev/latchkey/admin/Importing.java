package dev.latchkey.admin;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Credentials;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs {@code latchkey user import} on files of a directory and a database of its own. */
record Importing(ConnectionSettings settings, Supplier<Path> directory) {

    Importing(Supplier<Path> directory) {
        this(TestDatabase.fresh(), directory);
    }

    /** For {@code --errors}. */
    Path errors() {
        return directory.get().resolve("errors.txt");
    }

    /** Imports a file with this name and content. */
    Result run(String name, String content, String... options) throws IOException {
        Path file = Files.writeString(directory.get().resolve(name), content);
        return Cli.on(settings)
                .run(Stream.concat(Stream.of("user", "import", file.toString()), Stream.of(options))
                        .toArray(String[]::new));
    }

    Credentials credentials(String username) {
        return new Database(DataSources.direct(settings))
                .users()
                .findCredentials(new Username(username))
                .orElseThrow();
    }
}
