package dev.latchkey.admin.command;

import dev.latchkey.admin.output.Format;
import dev.latchkey.admin.output.Output;
import dev.latchkey.admin.terminal.Surroundings;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.core.Database;
import dev.latchkey.core.SingleConnection;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.SchemaVersion;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.MasterKeySource;
import dev.latchkey.embedded.EmbeddedPostgres;
import dev.latchkey.embedded.Login;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of the program. Opens the database when a command first asks for it, checks that the schema is the one that
 * this program is written for, and closes everything at the end.
 */
public final class Session implements AutoCloseable {

    private final GlobalOptions options = new GlobalOptions();
    private final Surroundings surroundings;
    private final Terminal terminal;

    private @Nullable EmbeddedPostgres embedded;
    private @Nullable Thread hook;
    private @Nullable ConnectionSettings settings;
    private @Nullable SingleConnection connection;
    private boolean mayBegin;
    private boolean schemaChecked;
    private boolean changed;
    private boolean givenUp;
    private volatile boolean ending;

    public Session(Surroundings surroundings, Terminal terminal) {
        this.surroundings = surroundings;
        this.terminal = terminal;
    }

    /** A session at another terminal, on the database that this one has opened. Close it before this one. */
    public Session with(Terminal other) {
        Session session = new Session(surroundings, other);
        session.settings = settings;
        return session;
    }

    public GlobalOptions options() {
        return options;
    }

    public Terminal terminal() {
        return terminal;
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    /** The time on this machine; what is decided by time is decided by the database's. */
    public Instant now() {
        return surroundings.now();
    }

    public Output output() {
        Format format = options.output();
        return new Output(
                terminal, format == null ? Format.byDefault(terminal) : format, format != null, options.spreadsheet());
    }

    /**
     * Refuses to make a secret that the output would not show.
     *
     * @throws Failure when what is printed are ids
     */
    public void requireSecretShown() {
        if (options.output() == Format.id) {
            throw Failure.usage("-o id does not show the secret, and it is shown only once: choose another format.");
        }
    }

    /**
     * The actor and the reason of the changes in this run, for the audit log.
     *
     * @param actor what {@code --actor} says; null for the user of the operating system
     */
    public Attribution by(@Nullable String reason, @Nullable String actor) {
        String name = actor == null
                ? surroundings.userName() + "@" + surroundings.hostName().find()
                : Actor.check(actor);
        return new Attribution(name, reason, true, surroundings.userId(), null);
    }

    /** The settings that servers are told by their environment, which should be this program's too. */
    public ServerVariables serverVariables() {
        return new ServerVariables(surroundings.variables());
    }

    /** Which passwords and hashes may be set. */
    public PasswordRules passwordRules() {
        return PasswordRules.of(surroundings.variables());
    }

    /** Files with secrets that this program reads, or a server with its environment. */
    public List<Path> secretFiles() {
        return location().secretFiles();
    }

    /** Remembers that the database was changed, also when printing fails later. */
    void changed() {
        changed = true;
    }

    /** Remembers that a change was taken back, because its secret could not be shown. */
    void gaveUp() {
        givenUp = true;
    }

    /** Whether a change was taken back, because its secret could not be shown. */
    boolean wasGivenUp() {
        return givenUp;
    }

    /** Whether a signal ends the program, and its database with it. */
    boolean isEnding() {
        return ending;
    }

    /** Whether something was changed. */
    public boolean hasChanged() {
        return changed;
    }

    /** The database, with the schema that this program is written for. */
    public Database database() {
        Database database = connection().database();
        if (!schemaChecked) {
            SchemaVersion schema = database.schemaVersion();
            if (embedded != null && schema.current() == 0) {
                initialise(connection());
            } else {
                check(schema);
            }
            schemaChecked = true;
        }
        return database;
    }

    /**
     * The database for a diagnosis, where {@link #database} fails because the server cannot write. What it reads may be old.
     */
    public Database readOnlyDatabase() {
        connection().close();
        connection = SingleConnection.readOnly(settings());
        return database();
    }

    /** Whether the database was opened and has the right schema. */
    public boolean isReady() {
        return schemaChecked;
    }

    /** Whether an embedded database is meant that is not there yet. */
    public boolean hasNoDatabase() {
        return settings == null
                && location().external().isEmpty()
                && !EmbeddedPostgres.isThere(location().home());
    }

    /**
     * For a command that may begin an installation: where there is no embedded database, one is made. All other commands
     * fail there, because the home is more likely mistyped than new.
     */
    public void mayBegin() {
        mayBegin = true;
    }

    /** The connection to the database, whatever its schema. */
    public SingleConnection connection() {
        if (connection == null) {
            connection = new SingleConnection(settings());
        }
        return connection;
    }

    /** Fails before any change to a database whose schema is newer than this program. */
    public void refuseNewerSchema() {
        SchemaVersion schema = connection().database().schemaVersion();
        if (schema.isAhead()) {
            check(schema);
        }
    }

    /** The master key that a server with this environment would use. */
    public MasterKey masterKey() {
        return masterKeySource().load(database().keys().isEmpty());
    }

    public MasterKeySource masterKeySource() {
        return location().masterKey();
    }

    private DatabaseLocation location() {
        return new DatabaseLocation(options, surroundings.variables(), surroundings.userHome());
    }

    private ConnectionSettings settings() {
        if (settings == null) {
            settings = location().external().orElseGet(this::openEmbedded);
        }
        return settings;
    }

    private ConnectionSettings openEmbedded() {
        Path home = location().home().toAbsolutePath();
        boolean isNew = hasNoDatabase();
        if (isNew && !mayBegin) {
            throw Failure.noDatabase("There is no database in " + home
                    + ": is the home right? The first start of the server makes one. LATCHKEY_HOME or --home names"
                    + " another home, LATCHKEY_DB_URL or --db-url another database.");
        }
        EmbeddedPostgres opened = EmbeddedPostgres.open(home);
        embedded = opened;
        // Ctrl-C does not come by close().
        Thread onSignal = new Thread(() -> {
            ending = true;
            opened.close();
        });
        try {
            Runtime.getRuntime().addShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            opened.close();
            awaitEnd();
        }
        hook = onSignal;
        if (isNew) {
            terminal.say("latchkey: Made a new database in " + home + ", which had none.");
        }
        Login login = opened.login();
        return new ConnectionSettings(login.url(), login.user(), login.password());
    }

    /** Creates the schema of an empty embedded database. The first server or command that opens it does this. */
    private void initialise(SingleConnection empty) {
        empty.migrate();
        empty.database().partitions().extend();
    }

    private static void check(SchemaVersion schema) {
        if (schema.isBehind()) {
            throw Failure.wrongSchema("The schema of the database is at version " + schema.current()
                    + ", this program needs " + SchemaVersion.EXPECTED + ": run 'latchkey db migrate'.");
        }
        if (schema.isAhead()) {
            throw Failure.wrongSchema("The schema of the database is at version " + schema.current()
                    + ", this program knows " + SchemaVersion.EXPECTED + ": use the latchkey that belongs to it.");
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
        if (embedded != null && hook != null) {
            embedded.close();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                awaitEnd();
            }
        }
    }

    /** System.exit blocks while a shutdown runs, so nothing here runs before the hooks end. */
    private static void awaitEnd() {
        System.exit(ExitCode.FAILED);
    }
}
