import dev.latchkey.admin.command.PreparedVerb;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Range;
import picocli.CommandLine.Spec;

/** A parameter of a verb, or a field of a mixin or group, and the Java for what its annotation says. */
record Member(AnnotatedElement element, String name, Class<?> type, Type generic, boolean isFinal) {

    static Member of(Parameter parameter) {
        if (!parameter.isNamePresent()) {
            throw new IllegalStateException("The classes are compiled without -parameters");
        }
        Type generic = parameter.getParameterizedType();
        return new Member(parameter, parameter.getName(), parameter.getType(), generic, false);
    }

    static Member of(Field field) {
        Spec spec = field.getAnnotation(Spec.class);
        if (spec != null && spec.value() != Spec.Target.MIXEE) {
            throw new IllegalStateException(field + " asks for the command of the mixin, for which there is no code");
        }
        boolean isFinal = Modifier.isFinal(field.getModifiers());
        return new Member(field, field.getName(), field.getType(), field.getGenericType(), isFinal);
    }

    boolean isOption() {
        return element.isAnnotationPresent(Option.class);
    }

    boolean isPositional() {
        return element.isAnnotationPresent(Parameters.class);
    }

    boolean isMixin() {
        return element.isAnnotationPresent(Mixin.class);
    }

    boolean isGroup() {
        return element.isAnnotationPresent(ArgGroup.class);
    }

    boolean isSpec() {
        return element.isAnnotationPresent(Spec.class);
    }

    /** The type of the field that {@link #holder} is. */
    String holderType() {
        return isOption()
                ? "OptionSpec"
                : isPositional() ? "PositionalParamSpec" : isSpec() ? "CommandSpec" : PreparedVerb.nameFor(type);
    }

    /** What has the value when a command line is read. */
    String holder() {
        return "this." + name;
    }

    /**
     * Makes the holder.
     *
     * @param position among the positional parameters of a verb; empty for those of a mixin or group
     */
    String made(String position) {
        String made = isOption()
                ? option(element.getAnnotation(Option.class))
                : isPositional()
                        ? positional(element.getAnnotation(Parameters.class), position)
                        : isSpec() ? "command" : "new " + holderType() + "()";
        return holder() + " = " + made + ";";
    }

    /** Adds the holder to {@code command}. */
    String added() {
        return isOption()
                ? "command.addOption(" + holder() + ");"
                : isPositional()
                        ? "command.addPositional(" + holder() + ");"
                        : isMixin() ? holder() + ".addTo(command);" : "command.addArgGroup(" + group() + ");";
    }

    /** The group with its own attributes, which its type does not have. */
    String group() {
        ArgGroup group = element.getAnnotation(ArgGroup.class);
        return holder() + ".group().exclusive(" + group.exclusive() + ")" + text("multiplicity", group.multiplicity())
                + ".build()";
    }

    /** The value that the command line has. Flags are false else, and other values that are not null have a default. */
    String value() {
        if (isSpec()) {
            return holder();
        }
        if (isMixin() || isGroup()) {
            return holder() + ".value(session)";
        }
        String boxed = type == int.class ? "Integer" : generic.getTypeName().replace('$', '.');
        return type == boolean.class
                ? "Boolean.TRUE.equals(" + holder() + ".getValue())"
                : holder() + ".<" + boxed + ">getValue()";
    }

    /** Sets the field of {@code made}, which may have a value already for when the command line has none. */
    String set() {
        if (isFinal) {
            return holder() + ".fill(made." + name + ", session);";
        }
        String set = "made." + name + " = " + value() + ";";
        return isOption() || isPositional() ? "if (" + holder() + ".getValue() != null) {\n" + set + "\n}" : set;
    }

    private String option(Option option) {
        return "OptionSpec.builder(" + texts(option.names()) + ").order(" + option.order() + ")"
                + (option.required() ? ".required(true)" : "")
                + typed()
                + text("paramLabel", option.paramLabel().isEmpty() ? label() : option.paramLabel())
                + text("arity", option.arity())
                + unlessNone("defaultValue", option.defaultValue())
                + objects("converters", option.converter())
                + objects("completionCandidates", option.completionCandidates())
                + ".description(" + texts(option.description()) + ").build()";
    }

    private String positional(Parameters positional, String position) {
        String index = positional.index();
        if (index.isEmpty() && !position.isEmpty()) {
            index = Collection.class.isAssignableFrom(type) ? position + "..*" : position;
        }
        String arity = positional.arity();
        return "PositionalParamSpec.builder().required(" + (arity.isEmpty() || Range.valueOf(arity).min() > 0) + ")"
                + typed()
                + text("paramLabel", positional.paramLabel().isEmpty() ? label() : positional.paramLabel())
                + text("index", index)
                + text("arity", arity)
                + unlessNone("defaultValue", positional.defaultValue())
                + objects("converters", positional.converter())
                + objects("completionCandidates", positional.completionCandidates())
                + ".description(" + texts(positional.description()) + ").build()";
    }

    private String label() {
        return "<" + name + ">";
    }

    private String typed() {
        return ".type(" + type.getCanonicalName() + ".class)"
                + (generic instanceof ParameterizedType list
                        ? ".auxiliaryTypes(" + list.getActualTypeArguments()[0].getTypeName().replace('$', '.')
                                + ".class)"
                        : "");
    }

    private static String text(String property, String value) {
        return value.isEmpty() ? "" : "." + property + "(" + texts(value) + ")";
    }

    private static String unlessNone(String property, String value) {
        return value.equals("__no_default_value__") ? "" : text(property, value);
    }

    /** Objects of our own classes; picocli names classes of its own for an attribute that is not there. */
    private static String objects(String property, Class<?>... types) {
        return Arrays.stream(types)
                .filter(type -> !type.getName().startsWith("picocli."))
                .map(type -> "." + property + "(new " + type.getCanonicalName() + "())")
                .collect(Collectors.joining());
    }

    static String texts(String... texts) {
        return Arrays.stream(texts).map(Member::literal).collect(Collectors.joining(", "));
    }

    private static String literal(String text) {
        return text.chars()
                .mapToObj(c -> c == '"' || c == '\\'
                        ? "\\" + (char) c
                        : c < ' ' ? "\\%03o".formatted(c) : c > '~' ? "\\u%04x".formatted(c) : String.valueOf((char) c))
                .collect(Collectors.joining("", "\"", "\""));
    }
}
