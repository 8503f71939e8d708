package dev.latchkey.server.operate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.server.LatchkeyServer;
import dev.latchkey.server.settings.ServerSettings;
import dev.latchkey.server.settings.SettingRules;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.logging.DeferredLogs;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

/** Every setting with values that make no sense: one sentence with the variable, the value and what is allowed. */
class SettingValuesTest {

    private static final Map<Class<?>, List<String>> NONSENSE = Map.of(
            int.class, List.of("abc", "-1", "99999999999", "1.5", "tcp:/x", "0x"),
            Duration.class, List.of("soon", "-5s", "10 parsecs", "P99999999999D", "1w"),
            boolean.class, List.of("perhaps", "2"),
            double.class, List.of("much", "-0.1", "1.1", "NaN"),
            URI.class, List.of("http://a b", "nonsense", "ftp://host", "http://under_score:9000"),
            DataSize.class, List.of("much", "-1MB", "19MB", "2GB"),
            List.class, List.of("a\"b,*?"));

    private static final List<SettingRules.Setting> ALL = SettingRules.all();

    static Stream<SettingRules.Setting> checked() {
        return ALL.stream().filter(setting -> {
            Class<?> type = setting.component().getType();
            return type.isEnum() || NONSENSE.containsKey(type);
        });
    }

    @ParameterizedTest
    @MethodSource("checked")
    void nonsenseIsNamed(SettingRules.Setting setting) {
        String variable = variable(setting);
        Class<?> type = setting.component().getType();
        for (String value : NONSENSE.getOrDefault(type, List.of("nonsense"))) {
            assertThatThrownBy(() -> check(Map.of(variable, value)))
                    .as(variable + "=" + value)
                    .isInstanceOf(ConfigurationException.class)
                    .satisfies(thrown -> assertThat(thrown.getMessage())
                            .startsWith(variable + " ")
                            .contains("'" + value + "'", "it has to be ")
                            .doesNotContain("java.", "Failed", "Exception", "\n")
                            .endsWith("."));
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void anEmptyValueIsNoValue(SettingRules.Setting setting) throws IOException {
        ServerSettings byDefault = check(Map.of());
        for (String empty : new String[] {"", " ", "\t"}) {
            assertThat(check(Map.of(variable(setting), empty))).isEqualTo(byDefault);
            StandardEnvironment environment = environment(Map.of());
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("commandLineArgs", Map.of(setting.name(), empty)));
            assertThat(check(environment)).isEqualTo(byDefault);
        }
    }

    private static String variable(SettingRules.Setting setting) {
        return setting.name().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    @ParameterizedTest
    @CsvSource({
        "LATCHKEY_PORT, 70000, a port",
        "LATCHKEY_PORT, tcp://10.0.0.7, a port",
        "LATCHKEY_TOKEN_TYPE, JWS, JWT or at+jwt",
        "LATCHKEY_TOKEN_SIGNING_ALGORITHM, HS256, RS256 or ES256",
        "LATCHKEY_DATABASE_POOL_SIZE, 0, a number from 1",
        "LATCHKEY_DATABASE_MIGRATE, never, auto or validate",
        "LATCHKEY_LOG_FORMAT, xml, text or json",
        "LATCHKEY_DATABASE_SOCKET_TIMEOUT, 500ms, whole seconds",
        "LATCHKEY_STATUS_LIST_TTL, 1500ms, whole seconds",
        "LATCHKEY_KEY_ROTATE_AFTER, 1h, from 1d",
        "LATCHKEY_ISSUER, http://auth_server:9000, no underscore",
        "LATCHKEY_ISSUER, http://host:90000, http or https URL",
        "LATCHKEY_ISSUER, https://user:pw@host, without user",
        "LATCHKEY_ISSUER, https://host/?a=b, query",
        "LATCHKEY_ISSUER, https://ID.example.com, in lower case",
        "LATCHKEY_ISSUER, http://[::A]:9000, in lower case",
        "LATCHKEY_ISSUER, https://host:, in lower case",
        "LATCHKEY_ISSUER, https://host:09000, in lower case",
        "LATCHKEY_ISSUER, https://host//, empty part",
        "LATCHKEY_ISSUER, https://host/a/../b, . or ..",
        "LATCHKEY_ISSUER, https://host/größe, only ASCII",
        "LATCHKEY_TLS_URL, https:host, a URL such as https://",
        "LATCHKEY_TRUSTED_PROXIES, 10.0.0.0/33, addresses and networks",
        "LATCHKEY_TRUSTED_PROXIES_0, proxy, addresses and networks",
        "LATCHKEY_ACCOUNT_READ_SCOPE, a b, one scope",
        "LATCHKEY_LIMITS_ADDRESS_WINDOW, 0, a length of time",
        "LATCHKEY_PAGES_NAME, Over sixty characters are more than fit into a line on a phone, 1 to 60 characters",
        "LATCHKEY_PAGES_NAME, Orders\u202e, without control characters",
        "LATCHKEY_PAGES_LOGO, /no/such/logo.png, readable PNG",
        "LATCHKEY_PAGES_LOGO, /proc, readable PNG",
        "LATCHKEY_PAGES_ACCENT, red, a colour such as #4354d4",
        "LATCHKEY_PAGES_ACCENT, #4354d4;}, a colour such as #4354d4",
        "LATCHKEY_PAGES_LINKS_TERMS, javascript:alert(1), an http or https URL",
        "LATCHKEY_PAGES_LINKS_PRIVACY, mailto:help@example.com, an http or https URL",
        "LATCHKEY_PAGES_LINKS_SUPPORT, mailto:help, mailto:help@example.com"
    })
    void aValueThatIsOfTheTypeOnlyIsNamed(String variable, String value, String allowed) {
        assertThatThrownBy(() -> check(Map.of(variable, value)))
                .hasMessageStartingWith(variable + " ")
                .hasMessageContaining(allowed);
    }

    @Test
    void settingsThatDoNotFitEachOtherAreBothNamed() {
        assertThatThrownBy(
                        () -> check(Map.of("LATCHKEY_STATUS_LIST_TTL", "1m", "LATCHKEY_STATUS_LIST_LIFETIME", "61s")))
                .hasMessage("LATCHKEY_STATUS_LIST_LIFETIME is at least twice LATCHKEY_STATUS_LIST_TTL.");
        assertThatThrownBy(() -> check(Map.of("LATCHKEY_LIMITS_ACCOUNT_LONGEST_WAIT", "1s")))
                .hasMessageContainingAll("LATCHKEY_LIMITS_ACCOUNT_LONGEST_WAIT", "first-wait");
    }

    @Test
    void theNameIsTheOneThatTheOperatorWrote() throws IOException {
        assertThatThrownBy(() -> check(Map.of("LATCHKEY_STATUSLIST_TTL", "abc")))
                .hasMessageStartingWith("LATCHKEY_STATUSLIST_TTL is 'abc'");
        StandardEnvironment environment = environment(Map.of());
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("commandLineArgs", Map.of("latchkey.status-list.ttl", "abc")));
        assertThatThrownBy(() -> check(environment)).hasMessageStartingWith("--latchkey.status-list.ttl is 'abc'");
    }

    @ParameterizedTest
    @CsvSource({"SERVER_PORT, 8080", "LATCHKEY_PORT, 8081"})
    void theDefaultIssuerHasThePort(String variable, int port) throws IOException {
        ServerSettings settings = check(Map.of(variable, Integer.toString(port)));
        assertThat(settings.port()).isEqualTo(port);
        assertThat(settings.issuer()).hasToString("http://localhost:" + port);
    }

    @Test
    void anIssuerThatIsEmptyIsNamed() {
        assertThatThrownBy(() -> check(Map.of("LATCHKEY_ISSUER", "${ABSENT:}")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("LATCHKEY_ISSUER is not set.");
    }

    @Test
    void aSwitchIsOnInTheWordsOfConditions() throws IOException {
        StandardEnvironment environment = environment(Map.of("LATCHKEY_REGISTRATION_ENABLED", "yes"));
        new SettingValues().postProcessEnvironment(environment, new SpringApplication(LatchkeyServer.class));
        assertThat(environment.getProperty("latchkey.registration.enabled")).isEqualTo("true");
    }

    @Test
    void secretsAreNotRepeated() {
        assertThatThrownBy(() -> check(Map.of("LATCHKEY_DB_URL", "jdbc:postgresql://owner:hunter2@host/db")))
                .hasMessageStartingWith("LATCHKEY_DB_URL has a user or a password before the host")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LATCHKEY_PORT=tcp://10.0.0.7:9000",
                "LATCHKEY_MANAGEMENT_PORT=tcp://[fd00::7]:9001",
                "LATCHKEY_DB_PORT=tcp://10.0.0.7:5432",
                "LATCHKEY_DB_PORT_5432_TCP=tcp://10.0.0.7:5432",
                "LATCHKEY_SERVER_PORT_9000_TCP_ADDR=10.0.0.7",
                "LATCHKEY_PORT_9000_TCP_PORT=9000",
                "LATCHKEY_PORT_9000_TCP_PROTO=tcp",
                "LATCHKEY_SERVICE_HOST=10.0.0.7",
                "LATCHKEY_SERVICE_PORT=9000",
                "LATCHKEY_DB_SERVICE_PORT_POSTGRES=5432",
                "MANAGEMENT_HEALTH_SERVICE_HOST=10.0.0.7",
                "MANAGEMENT_SERVER_SERVICE_PORT=80",
                "MANAGEMENT_SERVER_PORT=tcp://10.0.0.7:80"
            })
    void whatKubernetesSaysOfServicesIsNoSetting(String link) throws IOException {
        String[] parts = link.split("=", 2);
        ServerSettings settings = check(Map.of(parts[0], parts[1]));
        assertThat(settings.port()).isEqualTo(9000);
        assertThat(settings.managementPort()).isEqualTo(9001);
    }

    @Test
    void aNameThatBeginsLikeOneWithoutEffectIsOfAnotherProgram() throws IOException {
        assertThat(check(Map.of("MANAGEMENT_HEALTHCHECK_URL", "http://localhost/x"))
                        .port())
                .isEqualTo(9000);
        assertThatThrownBy(() -> check(Map.of("MANAGEMENT_HEALTH_DB_ENABLED", "true")))
                .hasMessageStartingWith("There is no setting MANAGEMENT_HEALTH_DB_ENABLED: ");
    }

    @Test
    void filesOfTheWorkingDirectoryAreNotAskedFor() throws IOException {
        StandardEnvironment environment = environment(Map.of());
        given(environment);
        assertThat(environment.getProperty("spring.config.location")).isEqualTo("classpath:/application.properties");
        StandardEnvironment named = environment(Map.of("SPRING_CONFIG_LOCATION", "file:/etc/latchkey/"));
        named.getPropertySources()
                .addFirst(new MapPropertySource("args", Map.of("spring.config.location", "file:/etc/latchkey/")));
        given(named);
        assertThat(named.getProperty("spring.config.location"))
                .isEqualTo("classpath:/application.properties,file:/etc/latchkey/");
    }

    private static void given(StandardEnvironment environment) {
        new GivenSettings(new DeferredLogs()).postProcessEnvironment(environment, new SpringApplication());
    }

    static ServerSettings check(Map<String, String> variables) throws IOException {
        return check(environment(variables));
    }

    static ServerSettings check(StandardEnvironment environment) {
        given(environment);
        GivenSettings.ignoreEmpty(environment.getPropertySources());
        return SettingValues.read(environment);
    }

    static StandardEnvironment environment(Map<String, String> variables) throws IOException {
        Properties ours = new Properties();
        try (InputStream in = LatchkeyServer.class.getResourceAsStream("/application.properties")) {
            ours.load(in);
        }
        StandardEnvironment environment = new StandardEnvironment() {
            @Override
            public Map<String, Object> getSystemEnvironment() {
                return Map.copyOf(variables);
            }
        };
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>(variables)));
        environment.getPropertySources().addLast(new PropertiesPropertySource("ours", ours));
        ConfigurationPropertySources.attach(environment);
        return environment;
    }
}
