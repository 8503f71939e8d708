package dev.latchkey.admin.command;

import dev.latchkey.db.connection.ConnectionSettings;
import dev.latchkey.db.connection.SecretFile;
import dev.latchkey.db.key.MasterKeySource;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which database is meant: options first, then the environment, else the embedded one. */
final class DatabaseLocation {

    private static final Pattern SECRET_IN_URL = Pattern.compile("[?&]password=|//[^/@]*:[^/@]*@");

    private final GlobalOptions options;
    private final Map<String, String> variables;
    private final Path userHome;

    DatabaseLocation(GlobalOptions options, Map<String, String> variables, Path userHome) {
        this.options = options;
        this.variables = variables;
        this.userHome = userHome;
    }

    /** The external database; empty when the embedded one is meant. */
    Optional<ConnectionSettings> external() {
        String url = options.dbUrl != null ? options.dbUrl : variable("LATCHKEY_DB_URL");
        if (url == null || (options.dbUrl == null && options.home != null)) {
            return Optional.empty();
        }
        if (!url.startsWith("jdbc:postgresql:")) {
            throw Failure.usage("The database URL is not of the form jdbc:postgresql://host:5432/name.");
        }
        if (options.dbUrl != null && SECRET_IN_URL.matcher(url).find()) {
            throw Failure.usage(
                    "A password in --db-url can be seen by everyone: use LATCHKEY_DB_PASSWORD or --db-password-file.");
        }
        String user = options.dbUser != null ? options.dbUser : variable("LATCHKEY_DB_USER");
        return Optional.of(new ConnectionSettings(url, user, password()));
    }

    /** Where the embedded database is. */
    Path home() {
        if (options.home != null) {
            return options.home;
        }
        String home = variable("LATCHKEY_HOME");
        return home != null ? Path.of(home) : userHome.resolve(".latchkey");
    }

    /** Where the master key is: said by the environment, or beside the embedded database. */
    MasterKeySource masterKey() {
        String file = variable("LATCHKEY_MASTER_KEY_FILE");
        Path home = external().isPresent() ? null : home();
        return new MasterKeySource(variable("LATCHKEY_MASTER_KEY"), file == null ? null : Path.of(file), home);
    }

    private @Nullable String password() {
        if (options.dbPasswordFile != null) {
            return SecretFile.read(options.dbPasswordFile);
        }
        String password = variable("LATCHKEY_DB_PASSWORD");
        String file = variable("LATCHKEY_DB_PASSWORD_FILE");
        return password != null || file == null ? password : SecretFile.read(Path.of(file));
    }

    private @Nullable String variable(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value;
    }
}
