package dev.latchkey.server.settings;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.server.settings.SettingRules.Setting;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.unit.DataSize;

class ServerSettingsTest {

    static final List<Setting> ALL = SettingRules.all();

    private static final Map<String, Object> REQUIRED = Map.of("latchkey.issuer", URI.create("http://localhost:9000"));

    /** Values that no setting has by default. */
    private static final Map<Class<?>, Object> EXAMPLES = Map.ofEntries(
            entry(int.class, 7),
            entry(Integer.class, 7),
            entry(double.class, 0.7),
            entry(String.class, "seven"),
            entry(Path.class, Path.of("/seven")),
            entry(URI.class, URI.create("https://seven.example")),
            entry(Duration.class, Duration.ofDays(77)),
            entry(DataSize.class, DataSize.ofMegabytes(77)),
            entry(KeyAlgorithm.class, KeyAlgorithm.ES256));

    private static final Map<String, Object> OWN_EXAMPLES = Map.ofEntries(
            entry("latchkey.pages.accent", "#777777"),
            entry("latchkey.token.type", "at+jwt"),
            entry("latchkey.status-list.ttl", Duration.ofSeconds(7)),
            entry("latchkey.limits.account.first-wait", Duration.ofSeconds(7)),
            entry("latchkey.trusted-proxies", List.of("192.0.2.7")),
            entry("latchkey.client-cert-proxies", List.of("192.0.2.7")));

    /** What some settings need beside them. */
    private static final Map<String, Map<String, Object>> COMPANIONS = Map.of(
            "latchkey.mail.host", Map.of("latchkey.mail.from", "accounts@example.com"),
            "latchkey.mail.from", Map.of("latchkey.mail.host", "relay.example"),
            "latchkey.mail.username",
                    Map.of(
                            "latchkey.mail.host", "relay.example",
                            "latchkey.mail.from", "accounts@example.com",
                            "latchkey.mail.password-file", Path.of("/seven")),
            "latchkey.mail.password-file",
                    Map.of(
                            "latchkey.mail.host", "relay.example",
                            "latchkey.mail.from", "accounts@example.com",
                            "latchkey.mail.username", "seven"));

    /** Two of one type could be confused where the records are made. */
    @ParameterizedTest
    @FieldSource("ALL")
    void aValueIsThatOfItsSetting(Setting setting) {
        Map<String, Object> given = new HashMap<>(REQUIRED);
        given.putAll(COMPANIONS.getOrDefault(setting.name(), Map.of()));
        given.put(setting.name(), example(setting));
        if (List.of("latchkey.tls.port", "latchkey.tls.client-ca-file").contains(setting.name())) {
            assertThatThrownBy(() -> ServerSettings.of(new Values(given)))
                    .as("what a port and a file of certificates need is not there")
                    .hasMessageContaining(setting.name());
            return;
        }
        Map<String, Object> expected = values(ServerSettings.of(new Values(REQUIRED)));
        expected.putAll(given);
        assertThat(values(ServerSettings.of(new Values(given)))).isEqualTo(expected);
    }

    @Test
    void theExamplesAreNoDefaults() {
        Map<String, Object> byDefault = values(ServerSettings.of(new Values(REQUIRED)));
        assertThat(ALL).allSatisfy(setting -> assertThat(example(setting)).isNotEqualTo(byDefault.get(setting.name())));
    }

    private static Object example(Setting setting) {
        Class<?> type = setting.component().getType();
        Object own = OWN_EXAMPLES.getOrDefault(setting.name(), EXAMPLES.get(type));
        if (own != null) {
            return own;
        }
        if (type == List.class) {
            return List.of("seven");
        }
        if (type == boolean.class) {
            return !setting.name().equals("latchkey.status-list.enabled");
        }
        // The last one is the default of none.
        return Objects.requireNonNull(type.getEnumConstants())[type.getEnumConstants().length - 1];
    }

    /** By the names of the settings, without those that are null. */
    static Map<String, Object> values(ServerSettings settings) {
        Map<String, Object> values = new LinkedHashMap<>();
        collect("latchkey", settings, values);
        return values;
    }

    private static void collect(String name, Object value, Map<String, Object> values) {
        if (!value.getClass().isRecord()) {
            values.put(name, value);
            return;
        }
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object part = ReflectionUtils.invokeMethod(component.getAccessor(), value);
            if (part != null) {
                collect(name + "." + SettingRules.kebab(component), part, values);
            }
        }
    }
}
