package dev.latchkey.admin.export;

import dev.latchkey.admin.apply.Sections;
import dev.latchkey.admin.config.Part;
import dev.latchkey.admin.config.Section;
import dev.latchkey.admin.config.Setting;
import dev.latchkey.core.Database;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is there, as maps and lists: sections in their order, objects by name, fields in their order without defaults. */
final class Tree {

    private Tree() {}

    static Map<String, Object> of(Database database, List<Section<?>> sections) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("version", Sections.VERSION);
        sections.forEach(section -> tree.put(section.name(), objects(database, section)));
        return tree;
    }

    private static <T> List<Object> objects(Database database, Section<T> section) {
        List<Object> objects = new ArrayList<>();
        section.find(database).forEach((name, thing) -> objects.add(object(section, name, thing)));
        return objects;
    }

    private static <T> Map<String, Object> object(Section<T> section, String name, T thing) {
        T plain = section.plain(name);
        Map<String, Object> object = new LinkedHashMap<>();
        for (Setting<T> setting : section.settings()) {
            Object value = setting.written().of(thing);
            boolean said = Part.isSaid(
                    value,
                    setting.required() || plain == null
                            ? null
                            : setting.written().of(plain));
            if (said && value != null) {
                object.put(setting.name(), simple(value));
            }
        }
        return object;
    }

    /** A text, a number or a boolean, or lists and maps of those. */
    private static Object simple(Object value) {
        return switch (value) {
            case Duration duration -> duration.toSeconds();
            case Long number -> number;
            case BigDecimal number -> number;
            case Boolean truth -> truth;
            case Collection<?> list -> list.stream().map(Tree::simple).toList();
            case Map<?, ?> map -> {
                Map<String, Object> members = new LinkedHashMap<>();
                map.forEach((name, member) -> members.put(String.valueOf(name), simple(member)));
                yield members;
            }
            default -> value.toString();
        };
    }
}
