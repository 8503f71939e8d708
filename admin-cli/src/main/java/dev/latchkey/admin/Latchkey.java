package dev.latchkey.admin;

import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.terminal.Surroundings;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.core.SingleConnection;
import java.util.Arrays;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The program. */
public final class Latchkey {

    private Latchkey() {}

    public static void main(String[] args) {
        if (needsDatabase(args)) {
            // Loading the driver and reading the command line each take a quarter of a short command, so they run in
            // parallel. What fails in loading fails again where a command connects, and is reported there.
            Thread.ofPlatform()
                    .daemon()
                    .uncaughtExceptionHandler((thread, e) -> {})
                    .start(SingleConnection::prepare);
        }
        int exitCode;
        try (Session session = new Session(Surroundings.current(), Surroundings.terminal())) {
            exitCode = run(session, args);
            if (Boolean.getBoolean("latchkey.training")) {
                Training.run(session);
            }
        }
        // System.exit searches all jars for a logger to report the exit to. The session is closed, so no hook has work
        // left.
        Runtime.getRuntime().halt(exitCode);
    }

    /** Whether the command may connect. Help and completion scripts do not; {@code bin/read-settings} says the same. */
    private static boolean needsDatabase(String... args) {
        return args.length > 0
                && !args[0].equals("completion")
                && Arrays.stream(args).noneMatch(Set.of("-h", "--help", "--version")::contains);
    }

    /** Runs one command; returns its exit code. */
    public static int run(Surroundings surroundings, Terminal terminal, String... args) {
        try (Session session = new Session(surroundings, terminal)) {
            return run(session, args);
        }
    }

    static int run(Session session, String... args) {
        return CommandLines.execute(CommandModel.of(session, args), session, args);
    }

    /** Nothing but options: for each annotation that Java reads in a run it generates a class, in every run anew. */
    static CommandSpec spec(Session session) {
        CommandSpec spec = CommandSpec.create().name("latchkey").versionProvider(Latchkey::version);
        spec.usageMessage()
                .description(
                        "Manages the users, clients, tokens and keys of a Latchkey server, straight on its database.")
                .footer(
                        "Examples:",
                        "  latchkey user add alice --email alice@example.com --scope read --generate-password",
                        "  latchkey client add shop --grant password --grant refresh_token --scope read",
                        "  latchkey user disable alice --reason 'left the company'");
        session.options().addTo(spec);
        return spec.addOption(OptionSpec.builder("--version")
                .versionHelp(true)
                .order(1000)
                .description("Show the version.")
                .build());
    }

    /** The version that the jar was built as. */
    private static String[] version() {
        String version = Latchkey.class.getPackage().getImplementationVersion();
        return new String[] {"latchkey " + (version == null ? "(not packaged)" : version)};
    }
}
