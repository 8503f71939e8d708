package dev.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.settings.ServerSettings;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentTest {

    @Test
    void theDocumentListsEverySettingAndNoOther() throws IOException {
        String document = Files.readString(Path.of("../docs/configuration.md"));
        List<String> documented = Pattern.compile("(?m)^\\| `(latchkey\\.[a-z.-]+)`")
                .matcher(document)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        settings("latchkey.", ServerSettings.class).toList());
    }

    private static Stream<String> settings(String prefix, Class<?> type) {
        return Stream.of(type.getRecordComponents()).flatMap(component -> {
            String name = prefix + kebab(component);
            return component.getType().isRecord() ? settings(name + ".", component.getType()) : Stream.of(name);
        });
    }

    private static String kebab(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
