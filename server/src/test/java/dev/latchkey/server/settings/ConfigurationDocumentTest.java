package dev.latchkey.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.LatchkeyServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.ResolvableType;

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
                .containsExactlyInAnyOrderElementsOf(SettingRules.all().stream()
                        .map(SettingRules.Setting::name)
                        .toList());
    }

    @Test
    void theDefaultsAreThoseOfTheServer() throws IOException {
        ServerSettings byDefault = ServerSettings.of(new Values(Map.of("latchkey.issuer", URI.create("http://a"))));
        Map<String, String> documented = Pattern.compile(
                        "(?m)^\\| `(latchkey\\.[a-z.-]+)`[^|]*\\| (`[^`~]+`|[0-9.]+) \\|")
                .matcher(Files.readString(Path.of("../docs/configuration.md")))
                .results()
                .collect(Collectors.toMap(
                        match -> match.group(1), match -> match.group(2).replace("`", "")));
        assertThat(documented).hasSizeGreaterThan(59);
        Map<String, Object> values = ServerSettingsTest.values(byDefault);
        for (SettingRules.Setting setting : SettingRules.all()) {
            String text = documented.get(setting.name());
            if (text != null) {
                ResolvableType type =
                        ResolvableType.forMethodReturnType(setting.component().getAccessor());
                Object value = new Binder(new MapConfigurationPropertySource(Map.of(setting.name(), text)))
                        .bind(setting.name(), Bindable.of(type))
                        .get();
                assertThat(values).containsEntry(setting.name(), value);
            }
        }
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
}
