package dev.latchkey.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.LatchkeyServer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

    @Test
    void whatItSaysOfTheWebServerIsSo() throws IOException {
        Properties ours = new Properties();
        try (InputStream in = LatchkeyServer.class.getResourceAsStream("/application.properties")) {
            ours.load(in);
        }
        Map<String, String> documented = Pattern.compile(
                        "(?m)^\\| `((?:server|spring)\\.[a-z.-]+)` \\| `?([^`| ]+)`? \\|")
                .matcher(Files.readString(Path.of("../docs/configuration.md")))
                .results()
                .filter(match -> !match.group(2).equals("none"))
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));
        assertThat(documented).hasSizeGreaterThan(3);
        assertThat(ours).containsAllEntriesOf(documented);
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
