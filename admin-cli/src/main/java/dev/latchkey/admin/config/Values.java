package dev.latchkey.admin.config;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.config.Node.Mapping;
import dev.latchkey.admin.config.Node.Scalar;
import dev.latchkey.admin.config.Node.Sequence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of one object of a configuration file. Every error names its place. */
public final class Values {

    private final Mapping mapping;

    private Values(Mapping mapping) {
        this.mapping = mapping;
    }

    /**
     * Takes an object whose fields are all known, and of the right kind.
     *
     * @throws Failure when there is another field, or a value is of another kind
     */
    static Values of(Node node, String section, List<? extends Setting<?>> settings) {
        if (!(node instanceof Mapping mapping)) {
            throw node.at()
                    .failure("An object is expected, such as '- "
                            + settings.getFirst().name() + ": …'.");
        }
        mapping.members()
                .forEach((name, member) -> settings.stream()
                        .filter(setting -> setting.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> at(mapping, name)
                                .failure("'" + name + "' is no field of " + section
                                        + ". The fields are "
                                        + settings.stream().map(Setting::name).collect(Collectors.joining(", ")) + "."))
                        .check(member));
        for (Setting<?> setting : settings) {
            Node member = mapping.members().get(setting.name());
            if (setting.required() && (member == null || member.plain() == null)) {
                throw mapping.at().failure("'" + setting.name() + "' is missing.");
            }
        }
        return new Values(mapping);
    }

    private static Position at(Mapping mapping, String name) {
        Position at = mapping.names().get(name);
        return at == null ? mapping.at() : at;
    }

    /** Where the object begins. */
    public Position at() {
        return mapping.at();
    }

    /** Where a field is; where the object begins when it does not have it. */
    public Position at(String name) {
        return at(mapping, name);
    }

    /** What names of files are relative to. */
    public Path directory() {
        return mapping.at().directory();
    }

    /** Whether the object says something of this field. */
    public boolean has(String name) {
        Node member = mapping.members().get(name);
        return member != null && member.plain() != null;
    }

    /** A text; null when there is none. */
    public @Nullable String text(String name) {
        return scalar(name) instanceof String text ? text : null;
    }

    /** A text that is required. */
    public String requiredText(String name) {
        return Optional.ofNullable(text(name)).orElseThrow(() -> at().failure("'" + name + "' is missing."));
    }

    /** True or false; null when there is neither. */
    public @Nullable Boolean truth(String name) {
        return scalar(name) instanceof Boolean truth ? truth : null;
    }

    /** A length of time. */
    public Duration seconds(String name, Duration byDefault) {
        Object value = scalar(name) instanceof String text ? Setting.seconds(text) : scalar(name);
        return value instanceof Long seconds ? Duration.ofSeconds(seconds) : byDefault;
    }

    private @Nullable Object scalar(String name) {
        return mapping.members().get(name) instanceof Scalar scalar ? scalar.value() : null;
    }

    /** A text that means something else; null when there is none. */
    public <E> @Nullable E parsed(String name, Function<String, @Nullable E> parse) {
        String text = text(name);
        return text == null ? null : checked(name, () -> parse.apply(text));
    }

    /** The elements of a list; empty when there is none. */
    public <E> List<E> list(String name, Function<String, E> parse) {
        List<E> list = new ArrayList<>();
        if (mapping.members().get(name) instanceof Sequence sequence) {
            for (Node item : sequence.items()) {
                list.add(checked(item.at(), () -> parse.apply(String.valueOf(item.plain()))));
            }
        }
        return list.stream().distinct().toList();
    }

    /** The objects of a list; empty when there is none. */
    public <E> List<E> objects(String name, Function<Map<?, ?>, E> parse) {
        List<E> list = new ArrayList<>();
        if (mapping.members().get(name) instanceof Sequence sequence) {
            for (Node item : sequence.items()) {
                list.add(checked(
                        item.at(), () -> parse.apply(item.plain() instanceof Map<?, ?> members ? members : Map.of())));
            }
        }
        return list;
    }

    /** The members of an object; empty when there is none. */
    public Map<String, Node> members(String name) {
        return mapping.members().get(name) instanceof Mapping members ? members.members() : Map.of();
    }

    /** Does something with a field, and says where the field is when that fails. */
    public <R extends @Nullable Object> R checked(String name, Supplier<R> action) {
        return checked(at(name), action);
    }

    /** The same for the whole object. */
    public <R extends @Nullable Object> R checked(Supplier<R> action) {
        return checked(at(), action);
    }

    private static <R extends @Nullable Object> R checked(Position at, Supplier<R> action) {
        try {
            return action.get();
        } catch (IllegalArgumentException e) {
            throw at.failure(String.valueOf(e.getMessage()));
        } catch (Failure e) {
            throw e.getMessage().startsWith(at.file() + ":") ? e : at.failure(e.getMessage());
        }
    }

    /** Refuses fields that do not go together. */
    public void refuse(String name, boolean when, String because) {
        if (when && has(name)) {
            throw at(name).failure("'" + name + "' " + because);
        }
    }
}
