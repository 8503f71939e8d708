package dev.latchkey.admin;

import dev.latchkey.admin.apply.ApplyFiles;
import dev.latchkey.admin.audit.AuditCommand;
import dev.latchkey.admin.ban.BanCommand;
import dev.latchkey.admin.client.ClientCommand;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Verbs;
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
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The tree of commands, built as far as a command line needs it: the noun and the verb that are called; where none is, an
 * outline of all, for help and typing errors. Else a command would spend most of its time on the others.
 *
 * <p>A noun is a class that names its {@link Verbs}. A verb is a class with one method that is a command, and is made with
 * the {@link Session}, as are mixins that need it. No annotation is read of a noun that is not called: for each kind of
 * annotation Java generates a class, in every run anew.
 */
final class CommandModel {

    /** In the order in which help has them. The doctor, apply and export are nouns and their own verbs. */
    private static final List<Noun> NOUNS = List.of(
            new Noun("user", UserCommand.class, UserCommand.DESCRIPTION),
            new Noun("group", GroupCommand.class, GroupCommand.DESCRIPTION),
            new Noun("client", ClientCommand.class, ClientCommand.DESCRIPTION),
            new Noun("session", SessionCommand.class, SessionCommand.DESCRIPTION),
            new Noun("consent", ConsentCommand.class, ConsentCommand.DESCRIPTION),
            new Noun("scope", ScopeCommand.class, ScopeCommand.DESCRIPTION),
            new Noun("trusted-host", TrustedHostCommand.class, TrustedHostCommand.DESCRIPTION),
            new Noun("resource", ResourceCommand.class, ResourceCommand.DESCRIPTION),
            new Noun("token", TokenCommand.class, TokenCommand.DESCRIPTION),
            new Noun("key", KeyCommand.class, KeyCommand.DESCRIPTION),
            new Noun("ban", BanCommand.class, BanCommand.DESCRIPTION),
            new Noun("apply", ApplyFiles.class, ApplyFiles.DESCRIPTION),
            new Noun("export", ExportConfiguration.class, ExportConfiguration.DESCRIPTION),
            new Noun("audit", AuditCommand.class, AuditCommand.DESCRIPTION),
            new Noun("mail", MailCommand.class, MailCommand.DESCRIPTION),
            new Noun("db", DbCommand.class, DbCommand.DESCRIPTION),
            new Noun("doctor", Doctor.class, Doctor.DESCRIPTION),
            new Noun("completion", CompletionCommand.class, CompletionCommand.DESCRIPTION));

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
        boolean outlined = NOUNS.stream().noneMatch(noun -> isCalled.test(noun.name()));
        for (Noun noun : NOUNS) {
            if (outlined) {
                root.addSubcommand(noun.name(), outline(noun.description()));
            } else if (isCalled.test(noun.name())) {
                root.addSubcommand(noun.name(), build(Declared.of(noun.type())));
            }
        }
        return CommandLines.decorate(new CommandLine(root), session);
    }

    private void add(Class<?>[] types, CommandSpec parent) {
        List<Declared> commands = Arrays.stream(types).map(Declared::of).toList();
        boolean outlined = commands.stream().noneMatch(command -> isCalled.test(command.name()));
        for (Declared command : commands) {
            if (outlined) {
                parent.addSubcommand(
                        command.name(), outline(command.annotation().description()));
            } else if (isCalled.test(command.name())) {
                parent.addSubcommand(command.name(), build(command));
            }
        }
    }

    private CommandLine build(Declared command) {
        if (command.verb() != null) {
            return new CommandLine(command.verb(), this::create);
        }
        CommandSpec noun = outline(command.annotation().description());
        noun.usageMessage().footer(command.annotation().footer());
        add(command.type().getAnnotation(Verbs.class).value(), noun);
        return new CommandLine(noun);
    }

    /** Its description: with the name that is what help and a typing error need. */
    private static CommandSpec outline(String... description) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(description);
        return spec;
    }

    private <T> T create(Class<T> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (Arrays.equals(constructor.getParameterTypes(), new Class<?>[] {Session.class})) {
                constructor.setAccessible(true);
                return type.cast(constructor.newInstance(session));
            }
        }
        return CommandLine.defaultFactory().create(type);
    }

    /**
     * What help and a typing error need of a noun.
     *
     * @param description its first line
     */
    private record Noun(String name, Class<?> type, String description) {}

    /**
     * What a class says of its command.
     *
     * @param verb the method that is the command; null for a noun
     */
    private record Declared(Class<?> type, @Nullable Method verb, Command annotation) {

        static Declared of(Class<?> type) {
            if (type.isAnnotationPresent(Verbs.class)) {
                return new Declared(type, null, type.getAnnotation(Command.class));
            }
            Method verb = CommandLine.getCommandMethods(type, null).getFirst();
            return new Declared(type, verb, verb.getAnnotation(Command.class));
        }

        String name() {
            return annotation.name();
        }
    }
}
