package dev.latchkey.embedded;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** PostgreSQL's programs. The build puts them into the directory {@code postgresql} beside our jar, or beside our classes. */
final class PostgresPrograms {

    private PostgresPrograms() {}

    /**
     * Returns the directory of the programs, without symbolic links. They are trusted as our own jars are.
     *
     * @throws EmbeddedPostgresException if there are none, or PostgreSQL cannot run under the name of this directory
     */
    static Path find() throws IOException {
        Path programs = ours().resolveSibling("postgresql/bin");
        if (Files.notExists(programs.resolve("postgres"))) {
            throw new EmbeddedPostgresException("no embedded PostgreSQL here; set LATCHKEY_DB_URL");
        }
        for (String program : List.of("postgres", "initdb", "pg_ctl")) {
            if (!Files.isExecutable(programs.resolve(program))) {
                throw new EmbeddedPostgresException("this user may not run " + programs.resolve(program));
            }
        }
        Path real = programs.toRealPath();
        requirePlain(real);
        return real;
    }

    /**
     * Our jar, or the directory of our classes. The code source of a class does not tell: in an AOT cache it is where the jar
     * was when the cache was made.
     */
    private static Path ours() throws IOException {
        String name = PostgresPrograms.class.getName().replace('.', '/') + ".class";
        URL file = Objects.requireNonNull(PostgresPrograms.class.getResource("/" + name));
        if (file.openConnection() instanceof JarURLConnection jar) {
            return Path.of(URI.create(jar.getJarFileURL().toString()));
        }
        return Path.of(URI.create(file.toString().substring(0, file.toString().length() - name.length())));
    }

    /** PostgreSQL's own programs hand paths to a shell, between double quotes. */
    static void requirePlain(Path path) {
        if (path.toString().chars().anyMatch(c -> "\"$`\\\n".indexOf(c) >= 0)) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL cannot run in a directory with a quote, $, `, \\ or a line end in its name: " + path);
        }
    }
}
