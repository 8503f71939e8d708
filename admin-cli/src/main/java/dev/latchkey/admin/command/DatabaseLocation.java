package dev.latchkey.admin.command;

import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DatabaseUrl;
import dev.latchkey.core.connection.SecretFile;
import dev.latchkey.core.key.MasterKeySource;
import dev.latchkey.core.setup.DatabasePassword;
import dev.latchkey.core.setup.Variables;
import dev.latchkey.embedded.DefaultHome;
import dev.latchkey.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which database is meant: options first, then the environment, else the embedded one. */
final class DatabaseLocation {

    private static final Pattern SECRET_IN_URL =
            Pattern.compile("(?i)[?&](ssl)?password=|//[^/@]*(:|%3a)[^/@]*(@|%40)");

    private final GlobalOptions options;
    private final ServerVariables variables;
    private final Path userHome;

    DatabaseLocation(GlobalOptions options, Map<String, String> variables, Path userHome) {
        this.options = options;
        this.variables = new ServerVariables(variables);
        this.userHome = userHome;
    }

    /** The external database; empty when the embedded one is meant. */
    Optional<ConnectionSettings> external() {
        String given = options.dbUrl();
        String url = given != null ? given : variable(Variables.DB_URL);
        if (url == null || (given == null && options.home() != null)) {
            return Optional.empty();
        }
        if (given != null && SECRET_IN_URL.matcher(url).find()) {
            throw Failure.usage(
                    "A password in --db-url can be seen by everyone: use LATCHKEY_DB_PASSWORD or --db-password-file.");
        }
        DatabaseUrl.fault(url).ifPresent(fault -> {
            throw Failure.usage((given != null ? "--db-url" : Variables.DB_URL) + " " + fault + ".");
        });
        String role = options.dbUser();
        String user = role != null ? role : variable(Variables.DB_USER);
        return Optional.of(new ConnectionSettings(url, user, password()));
    }

    /** Where the embedded database is. */
    Path home() {
        Path given = options.home();
        if (given != null && !given.toString().isBlank()) {
            return given;
        }
        String home = variable(Variables.HOME);
        return home != null ? Path.of(home) : DefaultHome.in(userHome);
    }

    /** Where the master key is: said by the environment, or beside the embedded database. */
    MasterKeySource masterKey() {
        String file = variable(Variables.MASTER_KEY_FILE);
        Path home = external().isPresent() ? null : home();
        return new MasterKeySource(variable(Variables.MASTER_KEY), file == null ? null : Path.of(file), home);
    }

    private @Nullable String password() {
        Path given = options.dbPasswordFile();
        if (given != null) {
            return SecretFile.read(given);
        }
        String file = variable(Variables.DB_PASSWORD_FILE);
        return DatabasePassword.of(variable(Variables.DB_PASSWORD), file == null ? null : Path.of(file));
    }

    /** The files with secrets that a command with these options and variables reads, or a server would. */
    List<Path> secretFiles() {
        List<Path> files = new ArrayList<>(external().isPresent() ? List.of() : EmbeddedPostgres.secretFiles(home()));
        Stream.of(
                        variable(Variables.DB_PASSWORD_FILE),
                        variable(Variables.MASTER_KEY_FILE),
                        variable(Variables.MAIL_PASSWORD_FILE))
                .filter(Objects::nonNull)
                .map(Path::of)
                .forEach(files::add);
        Path given = options.dbPasswordFile();
        if (given != null) {
            files.add(given);
        }
        return files;
    }

    private @Nullable String variable(String name) {
        return variables.find(name);
    }
}
