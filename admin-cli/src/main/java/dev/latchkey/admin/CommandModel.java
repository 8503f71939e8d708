package dev.latchkey.admin;

import dev.latchkey.admin.audit.AuditCommand;
import dev.latchkey.admin.ban.BanCommand;
import dev.latchkey.admin.client.ClientCommand;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.completion.CompletionCommand;
import dev.latchkey.admin.db.DbCommand;
import dev.latchkey.admin.doctor.DoctorCommand;
import dev.latchkey.admin.key.KeyCommand;
import dev.latchkey.admin.token.TokenCommand;
import dev.latchkey.admin.user.UserCommand;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The tree of commands, built as far as a command line needs it: the noun and the verb that are called; where none is, an
 * outline of all, for help and typing errors. Else a command would spend most of its time on the others.
 *
 * <p>A noun is a class whose annotation names the classes of its verbs; a verb is a class with a constructor that takes the
 * {@link Session}.
 */
final class CommandModel {

    /** In the order in which help has them. */
    private static final List<Class<?>> NOUNS = List.of(
            UserCommand.class,
            ClientCommand.class,
            TokenCommand.class,
            KeyCommand.class,
            BanCommand.class,
            AuditCommand.class,
            DbCommand.class,
            DoctorCommand.class,
            CompletionCommand.class);

    /** A script of completion knows all commands. */
    private static final String COMPLETION = nameOf(CompletionCommand.class);

    private final Session session;
    private final Predicate<Class<?>> isCalled;

    private CommandModel(Session session, Predicate<Class<?>> isCalled) {
        this.session = session;
        this.isCalled = isCalled;
    }

    /** What {@code args} need. */
    static CommandLine of(Session session, String... args) {
        Set<String> words = Set.copyOf(Arrays.asList(args));
        return words.contains(COMPLETION)
                ? all(session)
                : new CommandModel(session, command -> words.contains(nameOf(command))).root();
    }

    /** All commands. */
    static CommandLine all(Session session) {
        return new CommandModel(session, command -> true).root();
    }

    private CommandLine root() {
        CommandLine root = new CommandLine(new Latchkey(session));
        add(NOUNS, root.getCommandSpec());
        return CommandLines.decorate(root, session);
    }

    private void add(List<Class<?>> commands, CommandSpec parent) {
        boolean outlined = commands.stream().noneMatch(isCalled);
        for (Class<?> command : commands) {
            if (outlined) {
                parent.addSubcommand(nameOf(command), outline(command));
            } else if (isCalled.test(command)) {
                parent.addSubcommand(nameOf(command), build(command));
            }
        }
    }

    private CommandLine build(Class<?> command) {
        List<Class<?>> verbs = List.of(declared(command).subcommands());
        if (verbs.isEmpty()) {
            return new CommandLine(create(command));
        }
        CommandSpec noun = outline(command);
        noun.usageMessage().footer(declared(command).footer());
        add(verbs, noun);
        return new CommandLine(noun);
    }

    private Object create(Class<?> verb) {
        try {
            Constructor<?> constructor = verb.getDeclaredConstructor(Session.class);
            constructor.setAccessible(true);
            return constructor.newInstance(session);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A verb has a constructor that takes the session: " + verb, e);
        }
    }

    /** Its description: with the name that is what help and a typing error need. */
    private static CommandSpec outline(Class<?> command) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(declared(command).description());
        return spec;
    }

    private static String nameOf(Class<?> command) {
        return declared(command).name();
    }

    private static Command declared(Class<?> command) {
        return command.getAnnotation(Command.class);
    }
}
