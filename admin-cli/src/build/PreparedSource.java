import dev.latchkey.admin.command.PreparedVerb;
import dev.latchkey.admin.command.Session;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Java for what the annotations of verbs say: a class for each verb, and one for each type of a mixin or group, in the
 * package of that type, whose fields it sets. It knows the attributes that Latchkey uses; {@link SameModel} finds others.
 */
class PreparedSource {

    private final Map<String, String> sources = new LinkedHashMap<>();

    /** What was written, by the names of the classes. */
    Map<String, String> sources() {
        return sources;
    }

    void addVerb(Method verb) {
        Command command = verb.getAnnotation(Command.class);
        List<Member> members = Arrays.stream(verb.getParameters()).map(Member::of).toList();
        List<String> statements = new ArrayList<>();
        int position = 0;
        for (Member member : members) {
            statements.add(member.made(String.valueOf(position)));
            statements.add(member.added());
            position += member.isPositional() ? 1 : 0;
        }
        add(verb.getDeclaringClass(), members, "public final class %1$s implements PreparedVerb {", """
                @Override
                public String[] description() {
                return new String[] {%2$s};
                }

                @Override
                public CommandSpec spec() {
                CommandSpec command = CommandSpec.wrapWithoutInspection(this);
                command.usageMessage().description(description()).footer(%3$s);
                %4$s
                return command;
                }

                @Override
                public int run(Session session) {
                return new %1$s(session).%5$s(%6$s);
                }
                """.formatted(
                        verb.getDeclaringClass().getCanonicalName(),
                        Member.texts(command.description()),
                        Member.texts(command.footer()),
                        String.join("\n", statements),
                        verb.getName(),
                        members.stream().map(Member::value).collect(Collectors.joining(", "))));
    }

    /** A mixin is made with each command. */
    private void addMixin(Class<?> type) {
        List<Member> members = members(type);
        // In picocli's order.
        Stream<Member> added = Stream.of(
                        members.stream().filter(Member::isGroup),
                        members.stream().filter(member -> member.isOption() || member.isMixin()),
                        members.stream().filter(Member::isPositional))
                .flatMap(Function.identity());
        boolean needsSession = Arrays.stream(type.getDeclaredConstructors())
                .anyMatch(constructor -> constructor.getParameterCount() == 1);
        add(type, members, visibility(type) + "final class %1$s {", """
                public void addTo(CommandSpec command) {
                %2$s
                %3$s
                }

                public %1$s value(Session session) {
                %1$s made = new %1$s(%4$s);
                fill(made, session);
                return made;
                }

                public void fill(%1$s made, Session session) {
                %5$s
                }
                """.formatted(
                        type.getCanonicalName(),
                        lines(members.stream().map(member -> member.made(""))),
                        lines(added.map(Member::added)),
                        needsSession ? "session" : "",
                        lines(members.stream().map(Member::set))));
    }

    /** The object of a group is made when one of its options is given: else picocli gives none of them a value. */
    private void addGroup(Class<?> type) {
        List<Member> members = members(type);
        Stream<String> nothing = members.stream()
                .map(member -> (member.isGroup() ? member.value() : member.holder() + ".getValue()") + " == null");
        Stream<String> added = members.stream()
                .map(member -> member.isGroup()
                        ? "group.addSubgroup(" + member.group() + ");"
                        : "group.addArg(" + member.holder() + ");");
        add(type, members, visibility(type) + "final class %1$s {", """
                public ArgGroupSpec.Builder group() {
                %2$s
                ArgGroupSpec.Builder group = ArgGroupSpec.builder();
                %3$s
                return group;
                }

                public %1$s value(Session session) {
                if (%4$s) {
                return null;
                }
                %1$s made = new %1$s();
                %5$s
                return made;
                }
                """.formatted(
                        type.getCanonicalName(),
                        lines(members.stream().map(member -> member.made(""))),
                        lines(added),
                        nothing.collect(Collectors.joining(" && ")),
                        lines(members.stream().map(Member::set))));
    }

    private void add(Class<?> type, List<Member> members, String heading, String methods) {
        members.stream().filter(Member::isMixin).forEach(member -> addMixin(member.type()));
        members.stream().filter(Member::isGroup).forEach(member -> addGroup(member.type()));
        String name = PreparedVerb.nameFor(type);
        sources.put(name, laidOut("""
                package %s;

                import %s;
                import %s;
                import picocli.CommandLine.Model.ArgGroupSpec;
                import picocli.CommandLine.Model.CommandSpec;
                import picocli.CommandLine.Model.OptionSpec;
                import picocli.CommandLine.Model.PositionalParamSpec;

                /** Made from the annotations of {@link %s}. */
                %s

                %s

                %s}
                """.formatted(
                        type.getPackageName(),
                        PreparedVerb.class.getName(),
                        Session.class.getName(),
                        type.getCanonicalName(),
                        heading.formatted(name.substring(name.lastIndexOf('.') + 1)),
                        lines(members.stream()
                                .map(member -> "private " + member.holderType() + " " + member.name() + ";")),
                        methods)));
    }

    private static List<Member> members(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .map(Member::of)
                .filter(member -> member.isOption()
                        || member.isPositional()
                        || member.isMixin()
                        || member.isGroup()
                        || member.isSpec())
                .toList();
    }

    private static String visibility(Class<?> type) {
        return Modifier.isPublic(type.getModifiers()) ? "public " : "";
    }

    private static String lines(Stream<String> statements) {
        return statements.collect(Collectors.joining("\n"));
    }

    private static String laidOut(String source) {
        StringBuilder lines = new StringBuilder();
        int depth = 0;
        for (String line : source.lines().toList()) {
            depth -= line.equals("}") ? 1 : 0;
            lines.append(line.isEmpty() ? "" : "    ".repeat(depth)).append(line).append('\n');
            depth += line.endsWith("{") ? 1 : 0;
        }
        return lines.toString();
    }
}
