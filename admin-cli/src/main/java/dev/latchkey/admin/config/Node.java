package dev.latchkey.admin.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a configuration file, and where it is. */
public sealed interface Node {

    Position at();

    /** Of how many values it is made, with those that aliases stand for. */
    int size();

    /** The value as maps, lists, texts, numbers, booleans and null. */
    @Nullable
    Object plain();

    /** A text, a {@link Long}, a {@link java.math.BigDecimal}, a boolean or null. */
    record Scalar(Position at, @Nullable Object value) implements Node {

        @Override
        public int size() {
            return 1;
        }

        @Override
        public @Nullable Object plain() {
            return value;
        }
    }

    /** A list. */
    record Sequence(Position at, List<Node> items, int size) implements Node {

        @Override
        public Object plain() {
            List<@Nullable Object> plain = new ArrayList<>();
            items.forEach(item -> plain.add(item.plain()));
            return plain;
        }
    }

    /**
     * An object.
     *
     * @param names where each name is
     */
    record Mapping(Position at, Map<String, Node> members, Map<String, Position> names, int size) implements Node {

        @Override
        public Object plain() {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            members.forEach((name, member) -> plain.put(name, member.plain()));
            return plain;
        }
    }
}
