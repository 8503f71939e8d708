package dev.latchkey.admin;

import dev.latchkey.admin.apply.ApplyFiles;
import dev.latchkey.admin.audit.AuditCommand;
import dev.latchkey.admin.ban.BanCommand;
import dev.latchkey.admin.client.ClientCommand;
import dev.latchkey.admin.command.Entry;
import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Verb;
import dev.latchkey.admin.completion.CompletionCommand;
import dev.latchkey.admin.consent.ConsentCommand;
import dev.latchkey.admin.db.DbCommand;
import dev.latchkey.admin.doctor.Doctor;
import dev.latchkey.admin.export.ExportConfiguration;
import dev.latchkey.admin.group.GroupCommand;
import dev.latchkey.admin.key.KeyCommand;
import dev.latchkey.admin.mail.MailCommand;
import dev.latchkey.admin.resource.ResourceCommand;
import dev.latchkey.admin.scope.ScopeCommand;
import dev.latchkey.admin.session.SessionCommand;
import dev.latchkey.admin.token.TokenCommand;
import dev.latchkey.admin.trustedhost.TrustedHostCommand;
import dev.latchkey.admin.user.UserCommand;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The tree of commands, built as far as a command line needs it: the noun and the verb that are called; where none is, an
 * outline of all, for help and typing errors. Else a command would spend most of its time on the others.
 */
final class CommandModel {

    /** In the order in which help has them. */
    private static final List<Entry> ENTRIES = List.of(
            UserCommand.NOUN,
            GroupCommand.NOUN,
            ClientCommand.NOUN,
            SessionCommand.NOUN,
            ConsentCommand.NOUN,
            ScopeCommand.NOUN,
            TrustedHostCommand.NOUN,
            ResourceCommand.NOUN,
            TokenCommand.NOUN,
            KeyCommand.NOUN,
            BanCommand.NOUN,
            new Verb("apply", ApplyFiles.class),
            new Verb("export", ExportConfiguration.class),
            AuditCommand.NOUN,
            MailCommand.NOUN,
            DbCommand.NOUN,
            new Verb("doctor", Doctor.class),
            CompletionCommand.NOUN);

    private final Session session;
    private final Predicate<String> isCalled;

    private CommandModel(Session session, Predicate<String> isCalled) {
        this.session = session;
        this.isCalled = isCalled;
    }

    /** What {@code args} need. A script of completion needs all. */
    static CommandLine of(Session session, String... args) {
        Set<String> words = Set.copyOf(Arrays.asList(args));
        return words.contains("completion") ? all(session) : new CommandModel(session, words::contains).root();
    }

    /**
     * The unknown command that made the rest of {@code args} unintelligible, or else {@code found}. What is after it may
     * name a command too, as {@code add} does in {@code group member add}.
     */
    static ParameterException earliest(ParameterException found, Session session, String... args) {
        for (int words = 1; words <= args.length; words++) {
            String[] first = Arrays.copyOf(args, words);
            try {
                List<CommandLine> called = of(session, first).parseArgs(first).asCommandLineList();
                if (called.getLast().getSubcommands().isEmpty()) {
                    return found;
                }
            } catch (UnmatchedArgumentException e) {
                return e.getCommandLine().getSubcommands().isEmpty() ? found : e;
            } catch (ParameterException e) {
                // An option whose value is the next word.
            }
        }
        return found;
    }

    /** All commands. */
    static CommandLine all(Session session) {
        return new CommandModel(session, name -> true).root();
    }

    private CommandLine root() {
        CommandSpec root = Latchkey.spec(session);
        add(ENTRIES, root);
        return CommandLines.decorate(new CommandLine(root), session);
    }

    private void add(List<Entry> entries, CommandSpec parent) {
        boolean outlined = entries.stream().noneMatch(entry -> isCalled.test(entry.name()));
        for (Entry entry : entries) {
            if (outlined) {
                parent.addSubcommand(entry.name(), outline(entry));
            } else if (isCalled.test(entry.name())) {
                parent.addSubcommand(entry.name(), build(entry));
            }
        }
    }

    private CommandLine build(Entry entry) {
        if (entry instanceof Verb verb) {
            return new CommandLine(verb.prepared().spec()).setCommandName(verb.name());
        }
        CommandSpec spec = outline(entry);
        if (entry instanceof Noun noun) {
            spec.usageMessage().footer(noun.footer());
            add(noun.entries(), spec);
        }
        return new CommandLine(spec);
    }

    /** Its description: with the name that is what help and a typing error need. */
    private static CommandSpec outline(Entry entry) {
        CommandSpec spec = CommandSpec.create();
        if (entry instanceof Noun noun) {
            spec.usageMessage().description(noun.description());
        } else if (entry instanceof Verb verb) {
            spec.usageMessage().description(verb.prepared().description()[0]);
        }
        return spec;
    }
}
