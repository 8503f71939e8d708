package dev.latchkey.admin;

import dev.latchkey.admin.command.GlobalOptions;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.terminal.Surroundings;
import dev.latchkey.admin.terminal.Terminal;
import java.util.Arrays;
import java.util.Set;
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
        int exitCode = run(Surroundings.current(), Surroundings.terminal(), args);
        if (Boolean.getBoolean("latchkey.training")) {
            Training.run();
        }
        System.exit(exitCode);
    }

    /** Runs one command; returns its exit code. */
    public static int run(Surroundings surroundings, Terminal terminal, String... args) {
        try (Session session = new Session(surroundings, terminal)) {
            return CommandLines.execute(commandLine(session, args), session, args);
        }
    }

    /**
     * As much of the tree of commands as a command line needs: the noun and the verb that are called; where none is, an
     * outline of all, for help and typing errors. Else a command would spend most of its time on the others.
     */
    private static CommandLine commandLine(Session session, String... args) {
        Set<String> words = Set.copyOf(Arrays.asList(args));
        boolean all = words.contains(Noun.completion.name());
        boolean called = Arrays.stream(Noun.values()).anyMatch(noun -> words.contains(noun.name()));
        CommandLine root = new CommandLine(new Latchkey(session));
        for (Noun noun : Noun.values()) {
            if (all || words.contains(noun.name())) {
                root.addSubcommand(noun.name(), noun.create(session, all ? null : words));
            } else if (!called) {
                root.addSubcommand(noun.name(), noun.outline());
            }
        }
        return CommandLines.decorate(root, session);
    }

    /** The whole tree of commands. */
    static CommandLine commandLine(Session session) {
        return commandLine(session, Noun.completion.name());
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
