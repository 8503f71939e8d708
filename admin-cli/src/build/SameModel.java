import dev.latchkey.admin.command.PreparedVerb;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.terminal.Surroundings;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.admin.terminal.Terminal.Person;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Range;

/** Compares the options of a prepared verb with those that picocli finds in the annotations. */
class SameModel {

    /** Where a value is kept, or is while a command runs; and what depends on the name of a command or of a method. */
    private static final Set<String> OTHER = Set.of(
            "getValue",
            "isValueGettable",
            "initialValue",
            "hasInitialValue",
            "defaultValueString",
            "name",
            "qualifiedName",
            "isAddMethodSubcommands",
            "hashCode",
            "toString");

    private static final Set<Class<?>> PLAIN = Set.of(String.class, Range.class, Class.class);

    private static final Session NOWHERE = new Session(
            new Surroundings(Map.of(), Path.of("/nonexistent"), "build", () -> "build", null),
            new Terminal(
                    InputStream.nullInputStream(),
                    OutputStream.nullOutputStream(),
                    OutputStream.nullOutputStream(),
                    Person.NONE,
                    prompt -> null));

    private SameModel() {}

    /** Fails when they differ in anything that picocli tells of them. */
    static void require(Method verb, String prepared) throws ReflectiveOperationException {
        CommandLine annotated = new CommandLine(verb, SameModel::create);
        PreparedVerb code = (PreparedVerb) Class.forName(prepared).getConstructor().newInstance();
        CommandLine made = new CommandLine(code.spec()).setCommandName(annotated.getCommandName());
        List<String> expected = lines(annotated);
        List<String> found = lines(made);
        for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
            String one = i < expected.size() ? expected.get(i) : "nothing";
            String other = i < found.size() ? found.get(i) : "nothing";
            if (!one.equals(other)) {
                throw new IllegalStateException(prepared + " has " + other + " instead of " + one);
            }
        }
        for (ArgSpec arg : annotated.getCommandSpec().args()) {
            requireNoValue(arg);
        }
    }

    private static List<String> lines(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        return Stream.of(
                        command.getUsageMessage().lines(),
                        properties("command", spec),
                        properties("help", spec.usageMessage()),
                        properties("parser", spec.parser()),
                        spec.args().stream().flatMap(arg -> properties(called(arg), arg)),
                        Stream.of("required " + called(spec.requiredArgs())),
                        Stream.of("options " + called(spec.options())),
                        Stream.of("arguments " + called(spec.positionalParameters())),
                        spec.argGroups().stream().flatMap(SameModel::lines))
                .flatMap(Function.identity())
                .toList();
    }

    private static Stream<String> lines(ArgGroupSpec group) {
        String name = "group of " + called(group.args());
        ArgGroupSpec parent = group.parentGroup();
        return Stream.of(
                        properties(name, group),
                        Stream.of(name + " in " + (parent == null ? "none" : called(parent.args()))),
                        group.subgroups().stream().flatMap(SameModel::lines))
                .flatMap(Function.identity());
    }

    private static String called(Collection<? extends ArgSpec> args) {
        return args.stream().map(SameModel::called).toList().toString();
    }

    private static String called(ArgSpec arg) {
        return arg instanceof OptionSpec option
                ? option.longestName()
                : arg.paramLabel() + " " + ((PositionalParamSpec) arg).index();
    }

    /** Whatever picocli tells of {@code part} that is a plain value, also in a version that has more of these. */
    private static Stream<String> properties(String name, Object part) {
        return Arrays.stream(part.getClass().getMethods())
                .filter(method -> method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getDeclaringClass() != Object.class && method.getReturnType() != void.class)
                .filter(method -> !OTHER.contains(method.getName()))
                .filter(method -> !(part instanceof CommandSpec && method.getName().equals("names")))
                .sorted(Comparator.comparing(Method::getName))
                .flatMap(method -> value(method, part).map(value -> name + " " + method.getName() + " " + value));
    }

    /** Nothing when it is not a plain value. */
    private static Stream<String> value(Method method, Object part) {
        Class<?> type = method.getReturnType();
        try {
            if (type.isPrimitive() || type.isEnum() || PLAIN.contains(type)) {
                // An annotation has no null, so an empty text is none.
                return Stream.of(Objects.requireNonNullElse(method.invoke(part), "").toString());
            }
            if (type.isArray()) {
                Object[] values = (Object[]) method.invoke(part);
                return Stream.of(Arrays.stream(values).map(SameModel::plain).toList().toString());
            }
            if (type == Iterable.class && method.invoke(part) instanceof Iterable<?> values) {
                return StreamSupport.stream(values.spliterator(), false).map(String::valueOf);
            }
            return type.isInterface() && type.getName().startsWith("picocli.") && !type.getName().contains("Model")
                    ? Stream.of(plain(method.invoke(part)))
                    : Stream.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of an object of a class that a verb names, such as a converter, the class. */
    private static String plain(Object value) {
        return value == null || value instanceof String || value instanceof Class
                ? String.valueOf(value)
                : value.getClass().getName();
    }

    /** Values that picocli sets before it reads a command line, and code does not. */
    private static void requireNoValue(ArgSpec arg) {
        if (arg.group() != null && arg.defaultValue() != null) {
            throw new IllegalStateException(called(arg) + " has a default in a group, for which there is no code");
        }
        if (arg.type().isPrimitive() && arg.type() != boolean.class && !arg.required() && arg.defaultValue() == null) {
            throw new IllegalStateException(called(arg) + " is a number without a value where there is no option");
        }
        if (Boolean.TRUE.equals(arg.initialValue())) {
            throw new IllegalStateException(called(arg) + " is a flag that is true else, for which there is no code");
        }
    }

    private static <T> T create(Class<T> type) throws ReflectiveOperationException {
        Constructor<?> made = type.getDeclaredConstructors()[0];
        made.setAccessible(true);
        return type.cast(made.getParameterCount() == 0 ? made.newInstance() : made.newInstance(NOWHERE));
    }
}
