package dev.latchkey.admin;

import dev.latchkey.admin.audit.AuditCommand;
import dev.latchkey.admin.ban.BanCommand;
import dev.latchkey.admin.client.ClientCommand;
import dev.latchkey.admin.command.CommandGroup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.completion.CompletionCommand;
import dev.latchkey.admin.db.DbCommand;
import dev.latchkey.admin.doctor.DoctorCommand;
import dev.latchkey.admin.key.KeyCommand;
import dev.latchkey.admin.token.TokenCommand;
import dev.latchkey.admin.user.UserCommand;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The nouns, in the order in which help has them. Their names are typed. */
@SuppressWarnings("MemberName")
enum Noun {
    user(UserCommand.class),
    client(ClientCommand.class),
    token(TokenCommand.class),
    key(KeyCommand.class),
    ban(BanCommand.class),
    audit(AuditCommand.class),
    db(DbCommand.class),
    doctor(DoctorCommand.class),
    completion(CompletionCommand.class);

    private final Class<? extends CommandGroup> type;

    Noun(Class<? extends CommandGroup> type) {
        this.type = type;
    }

    /**
     * The noun with the verbs that are called; where none is, an outline of all.
     *
     * @param words what was typed; null for all verbs
     */
    CommandLine create(Session session, @Nullable Set<String> words) {
        CommandLine noun = new CommandLine(group(session));
        List<Method> verbs = verbs();
        boolean called = words == null || verbs.stream().anyMatch(verb -> words.contains(nameOf(verb)));
        for (Method verb : verbs) {
            if (words == null || words.contains(nameOf(verb))) {
                noun.addSubcommand(nameOf(verb), new CommandLine(verb));
            } else if (!called) {
                noun.addSubcommand(nameOf(verb), outline(verb.getAnnotation(Command.class)));
            }
        }
        return noun;
    }

    private static String nameOf(Method verb) {
        return verb.getAnnotation(Command.class).name();
    }

    private List<Method> verbs() {
        return CommandLine.getCommandMethods(type, null).stream()
                .sorted(Comparator.comparing(Noun::nameOf))
                .toList();
    }

    private CommandGroup group(Session session) {
        return switch (this) {
            case user -> new UserCommand(session);
            case client -> new ClientCommand(session);
            case token -> new TokenCommand(session);
            case key -> new KeyCommand(session);
            case ban -> new BanCommand(session);
            case audit -> new AuditCommand(session);
            case db -> new DbCommand(session);
            case doctor -> new DoctorCommand(session);
            case completion -> new CompletionCommand(session);
        };
    }

    /** Its name and description: what help and a typing error need. */
    CommandSpec outline() {
        return outline(type.getAnnotation(Command.class));
    }

    private static CommandSpec outline(Command declared) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(declared.description());
        return spec;
    }
}
