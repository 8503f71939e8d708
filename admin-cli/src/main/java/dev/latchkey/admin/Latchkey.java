package dev.latchkey.admin;

import dev.latchkey.admin.command.GlobalOptions;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.terminal.Surroundings;
import dev.latchkey.admin.terminal.Terminal;
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

    Latchkey(Session session) {
        this.options = session.options();
    }

    public static void main(String[] args) {
        int exitCode = run(Surroundings.current(), Surroundings.terminal(), args);
        if (Boolean.getBoolean("latchkey.training")) {
            Training.run();
        }
        System.exit(exitCode);
    }

    /** Runs one command; returns its exit code. */
    public static int run(Surroundings surroundings, Terminal terminal, String... args) {
        try (Session session = new Session(surroundings, terminal)) {
            return CommandLines.execute(CommandModel.of(session, args), session, args);
        }
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
