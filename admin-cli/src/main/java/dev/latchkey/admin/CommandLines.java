package dev.latchkey.admin;

import dev.latchkey.admin.command.ErrorReport;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.PreparedVerb;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.text.Durations;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** How picocli is set up: what all commands have in common in parsing, help and errors. */
final class CommandLines {

    private static final Map<String, String> EXIT_CODES = new LinkedHashMap<>();

    static {
        EXIT_CODES.put("0", "done");
        EXIT_CODES.put("1", "failed");
        EXIT_CODES.put("2", "wrong usage");
        EXIT_CODES.put("3", "not found");
        EXIT_CODES.put("4", "conflict: exists already, or something is in the way");
        EXIT_CODES.put("5", "the database is not available");
        EXIT_CODES.put("6", "the database's schema is older or newer than this program");
        EXIT_CODES.put("7", "with --exit-code: something would change");
    }

    private CommandLines() {}

    static CommandLine decorate(CommandLine root, Session session) {
        ErrorReport errors = new ErrorReport(session);
        root.setExpandAtFiles(false)
                .setParameterExceptionHandler(
                        (e, args) -> errors.handleParseException(CommandModel.earliest(e, session, args), args))
                .setExecutionExceptionHandler(errors)
                .setExecutionStrategy(parsed -> runOrHelp(parsed, session))
                .setHelpFactory(WholeWords::new)
                .setOut(new PrintWriter(session.terminal().out()))
                .setErr(new PrintWriter(session.terminal().words(), true))
                .setColorScheme(
                        Help.defaultColorScheme(session.terminal().coloursData() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setUsageHelpWidth(100)
                .registerConverter(Duration.class, converter(Durations::parse))
                .registerConverter(Path.class, converter(CommandLines::path))
                .registerConverter(Scopes.class, converter(text -> scopes(text, session)));
        decorateHelp(root.getCommandSpec());
        return root;
    }

    private static void decorateHelp(CommandSpec spec) {
        spec.usageMessage()
                .synopsisHeading("Usage: ")
                .descriptionHeading("%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(EXIT_CODES)
                .footerHeading("%n")
                .abbreviateSynopsis(true)
                .sortOptions(false);
        spec.subcommands().values().forEach(command -> decorateHelp(command.getCommandSpec()));
    }

    /** A noun without a verb, or nothing at all, is a question: the answer is the help. */
    private static int runOrHelp(CommandLine.ParseResult parsed, Session session) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        CommandLine last = parsed.asCommandLineList().getLast();
        if (last.getSubcommands().isEmpty()) {
            try {
                session.options().check();
            } catch (Failure wrong) {
                throw new ParameterException(last, wrong.getMessage());
            }
            return run(last, session);
        }
        boolean nothingAtAll = last.getParent() == null;
        last.usage(nothingAtAll ? last.getOut() : last.getErr());
        return nothingAtAll ? ExitCode.DONE : ExitCode.USAGE;
    }

    /** As picocli would run a method. */
    private static int run(CommandLine verb, Session session) {
        try {
            return ((PreparedVerb) verb.getCommand()).run(session);
        } catch (ParameterException e) {
            throw e;
        } catch (Throwable e) {
            throw new ExecutionException(verb, "Error while calling " + verb.getCommandName() + ": " + e, e);
        }
    }

    static int execute(CommandLine command, Session session, String[] args) {
        if (Arrays.stream(args).anyMatch(argument -> argument.indexOf('\uFFFD') >= 0)) {
            Failure failure =
                    Failure.usage("An argument is not UTF-8: set a UTF-8 locale, for instance LC_ALL=C.UTF-8.");
            session.terminal().say("latchkey: " + failure.getMessage());
            return failure.exitCode();
        }
        int exitCode = command.execute(args);
        command.getOut().flush();
        return session.terminal()
                .tryToDeliver()
                .map(undelivered -> {
                    int lost = new ErrorReport(session).report(undelivered);
                    return exitCode == ExitCode.DONE || exitCode == ExitCode.FAILED ? lost : exitCode;
                })
                .orElse(exitCode);
    }

    /** A comma is a character of a scope (RFC 6749, section 3.3), and more often meant to part two. */
    private static Scopes scopes(String text, Session session) {
        Scopes scopes = Scopes.parse(text);
        scopes.tokens().stream()
                .filter(scope -> scope.indexOf(',') >= 0)
                .forEach(scope -> session.terminal()
                        .say("latchkey: Note that '" + scope + "' is one scope with a comma in its name. Repeat the"
                                + " option for several scopes, or separate them by spaces."));
        return scopes;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("this cannot be the name of a file");
        }
    }

    private static <T> ITypeConverter<T> converter(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
    }
}
