package dev.latchkey.admin.command;

import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.admin.terminal.UndeliveredException;
import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.key.WrongMasterKeyException;
import dev.latchkey.embedded.EmbeddedPostgresException;
import dev.latchkey.embedded.ownership.UnusableHomeException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what went wrong and ends with the exit code for it. The one place where exceptions end up. */
public final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private final Session session;

    public ErrorReport(Session session) {
        this.session = session;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        terminal().say("latchkey: " + sentence(e, args) + " Try '" + name + " --help'.");
        return ExitCode.USAGE;
    }

    private static String sentence(ParameterException e, String[] args) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            String what = unmatched.getUnmatched().getFirst();
            if (e.getCommandLine().getCommandSpec().optionsMap().containsKey(what)
                    && Arrays.asList(args).contains("--")) {
                return "The option '" + what + "' is after '--', where no options are: write it before.";
            }
            boolean option = what.startsWith("-");
            String hint =
                    suggestions.isEmpty() ? "" : " Did you mean '" + String.join("' or '", nearest(suggestions)) + "'?";
            return "Unknown " + (option ? "option" : isGroup(e.getCommandLine()) ? "command" : "argument") + " '" + what
                    + "'." + hint;
        }
        String message = String.valueOf(e.getMessage()).strip().replaceFirst("^Error: ", "");
        return message.endsWith(".") ? message : message + ".";
    }

    private static List<String> nearest(List<String> suggestions) {
        return suggestions.stream()
                .map(suggestion ->
                        suggestion.substring(suggestion.lastIndexOf(' ') + 1).toLowerCase(Locale.ROOT))
                .limit(2)
                .toList();
    }

    private static boolean isGroup(CommandLine command) {
        return !command.getSubcommands().isEmpty();
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (session.isEnding()) {
            // The database is stopped, which is no news.
            return ExitCode.FAILED;
        }
        if (session.options().verbose()) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            terminal().sayVerbatim(trace.toString());
        }
        if (terminal().undelivered().isPresent()) {
            // The write error is reported when the command has ended, as are write errors without an exception.
            return ExitCode.FAILED;
        }
        return switch (e) {
            case Failure failure -> say(failure.exitCode(), failure.getMessage());
            case InvalidValueException invalid -> say(ExitCode.USAGE, String.valueOf(invalid.getMessage()));
            case ConfigurationException wrong -> say(ExitCode.FAILED, String.valueOf(wrong.getMessage()));
            case UnusableHomeException wrong -> say(ExitCode.FAILED, String.valueOf(wrong.getMessage()));
            case WrongMasterKeyException wrong -> say(ExitCode.FAILED, String.valueOf(wrong.getMessage()));
            case EmbeddedPostgresException broken ->
                say(
                        ExitCode.DATABASE_UNAVAILABLE,
                        "The embedded database is not available: " + broken.getMessage() + ".");
            case UncheckedIOException io -> say(ExitCode.FAILED, "Standard input cannot be read: " + reason(io) + ".");
            default -> DatabaseFailure.of(e).map(this::report).orElseGet(() -> unexpected(e));
        };
    }

    /**
     * Says that the output was lost. A reader that has gone, as {@code head} does when it has enough, is no failure to tell
     * of, unless a change was given up for it.
     */
    public int report(UndeliveredException undelivered) {
        boolean gone = undelivered.readerHasGone();
        if (gone && !session.wasGivenUp()) {
            return ExitCode.READER_GONE;
        }
        String what = gone ? "the program that reads it has ended" : undelivered.reason();
        String change = session.wasGivenUp()
                ? "; nothing was changed, because the secret would have been lost. Run the command again with an"
                        + " output that works."
                : session.hasChanged() ? ". The change was made all the same." : ".";
        return say(ExitCode.FAILED, "Standard output cannot be written: " + what + change);
    }

    private int report(DatabaseFailure failure) {
        return switch (failure.kind()) {
            case UNAVAILABLE, READ_ONLY, FULL ->
                say(ExitCode.DATABASE_UNAVAILABLE, "The database is not available: " + failure.message() + ".");
            case BUSY -> say(ExitCode.CONFLICT, "Another process was changing the same rows: try again.");
            case FORBIDDEN ->
                say(
                        ExitCode.FAILED,
                        "The database role may not do this: " + failure.message() + ". Use another --db-user.");
            case OTHER ->
                say(ExitCode.FAILED, "The database refused this: " + failure.message() + ". --verbose shows where.");
        };
    }

    private static String reason(UncheckedIOException e) {
        return e.getCause() == null
                ? "no reason given"
                : String.valueOf(e.getCause().getMessage());
    }

    private int unexpected(Exception e) {
        return say(
                ExitCode.FAILED,
                "Something went wrong here (" + e.getClass().getSimpleName() + "). --verbose shows where.");
    }

    private int say(int exitCode, String message) {
        terminal().say("latchkey: " + message);
        return exitCode;
    }

    private Terminal terminal() {
        return session.terminal();
    }
}
