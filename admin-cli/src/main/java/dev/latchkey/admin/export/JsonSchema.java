package dev.latchkey.admin.export;

import dev.latchkey.admin.apply.Sections;
import dev.latchkey.admin.config.Section;
import dev.latchkey.admin.config.Setting;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.text.Durations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The <a href="https://json-schema.org/draft/2020-12/json-schema-core">JSON Schema</a> of configuration files, for editors and
 * checks. {@code apply} checks more: what a text may contain, and what goes together.
 */
final class JsonSchema {

    private JsonSchema() {}

    static Map<String, Object> of(List<Section<?>> sections) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("version", Map.of("const", Sections.VERSION));
        sections.forEach(section -> properties.put(section.name(), list(section)));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Configuration of Latchkey");
        schema.put("description", "What 'latchkey apply' makes. A section that is missing stays as it is.");
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.put("required", List.of("version"));
        schema.put("minProperties", 2L);
        schema.put("properties", properties);
        return schema;
    }

    private static Map<String, Object> list(Section<?> section) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("type", "array");
        list.put("items", object(section));
        return list;
    }

    private static <T> Map<String, Object> object(Section<T> section) {
        Map<String, Object> properties = new LinkedHashMap<>();
        section.settings().forEach(setting -> properties.put(setting.name(), property(setting)));
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("description", section.description());
        object.put("type", "object");
        object.put("additionalProperties", false);
        object.put(
                "required",
                section.settings().stream()
                        .filter(Setting::required)
                        .map(Setting::name)
                        .toList());
        object.put("properties", properties);
        return object;
    }

    private static Map<String, Object> property(Setting<?> setting) {
        Map<String, Object> property = new LinkedHashMap<>();
        Kind kind = setting.field().kind();
        property.put("description", setting.field().description());
        String type = type(kind);
        property.put(
                "type",
                setting.required()
                        ? type
                        : kind == Kind.SECONDS ? List.of(type, "string", "null") : List.of(type, "null"));
        if (kind == Kind.SECONDS) {
            property.put("pattern", Durations.PATTERN);
        }
        if (kind == Kind.STRINGS) {
            property.put("items", Map.of("type", "string"));
        }
        if (kind == Kind.OBJECTS) {
            property.put("items", Map.of("type", "object"));
        }
        if (kind == Kind.TIME) {
            property.put("format", "date-time");
        }
        if (!setting.choices().isEmpty()) {
            property.put("enum", choices(setting));
        }
        if (setting.most() > 0) {
            property.put("minimum", setting.least());
            property.put("maximum", setting.most());
        }
        return property;
    }

    /** With null, which stands for the default. */
    private static List<@Nullable Object> choices(Setting<?> setting) {
        List<@Nullable Object> choices = new ArrayList<>(setting.choices());
        if (!setting.required()) {
            choices.add(null);
        }
        return choices;
    }

    private static String type(Kind kind) {
        return switch (kind) {
            case BOOLEAN -> "boolean";
            case INTEGER, SECONDS -> "integer";
            case STRINGS, OBJECTS -> "array";
            case OBJECT -> "object";
            case STRING, STATE, TIME, UUID, ANY -> "string";
        };
    }
}
