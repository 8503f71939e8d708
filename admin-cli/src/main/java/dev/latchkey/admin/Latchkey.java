package dev.latchkey.admin;

import dev.latchkey.admin.audit.AuditCommand;
import dev.latchkey.admin.client.ClientCommand;
import dev.latchkey.admin.command.CommandGroup;
import dev.latchkey.admin.command.GlobalOptions;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.completion.CompletionCommand;
import dev.latchkey.admin.db.DbCommand;
import dev.latchkey.admin.doctor.DoctorCommand;
import dev.latchkey.admin.key.KeyCommand;
import dev.latchkey.admin.terminal.Surroundings;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.admin.token.TokenCommand;
import dev.latchkey.admin.user.UserCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The program. */
@Command(
        name = "latchkey",
        description = "Manages the users, clients, tokens and keys of a Latchkey server, straight on its database.",
        versionProvider = Latchkey.Version.class,
        footer = {
            "Examples:",
            "  latchkey user add alice --email alice@example.com --scope read --generate-password",
            "  latchkey client add shop --grant password --grant refresh_token --scope read",
            "  latchkey user disable alice --reason 'left the company'"
        })
public final class Latchkey {

    @Mixin
    final GlobalOptions options;

    @Option(names = "--version", versionHelp = true, order = 1000, description = "Show the version.")
    boolean versionWanted;

    private Latchkey(Session session) {
        this.options = session.options();
    }

    public static void main(String[] args) {
        System.exit(run(Surroundings.current(), Surroundings.terminal(), args));
    }

    /** Runs one command; returns its exit code. */
    public static int run(Surroundings surroundings, Terminal terminal, String... args) {
        try (Session session = new Session(surroundings, terminal)) {
            return CommandLines.execute(commandLine(session), session, args);
        }
    }

    /** The whole tree of commands. */
    static CommandLine commandLine(Session session) {
        CommandLine root = new CommandLine(new Latchkey(session));
        nouns().forEach((name, noun) -> root.addSubcommand(name, noun.apply(session)));
        return CommandLines.decorate(root, session);
    }

    private static Map<String, Function<Session, CommandGroup>> nouns() {
        Map<String, Function<Session, CommandGroup>> nouns = new LinkedHashMap<>();
        nouns.put("user", UserCommand::new);
        nouns.put("client", ClientCommand::new);
        nouns.put("token", TokenCommand::new);
        nouns.put("key", KeyCommand::new);
        nouns.put("audit", AuditCommand::new);
        nouns.put("db", DbCommand::new);
        nouns.put("doctor", DoctorCommand::new);
        nouns.put("completion", CompletionCommand::new);
        return nouns;
    }

    /** The version that the jar was built as. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Latchkey.class.getPackage().getImplementationVersion();
            return new String[] {"latchkey " + (version == null ? "(not packaged)" : version)};
        }
    }
}
