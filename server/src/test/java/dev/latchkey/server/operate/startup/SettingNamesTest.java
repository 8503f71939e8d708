package dev.latchkey.server.operate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.settings.ServerSettings;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class SettingNamesTest {

    /** The framework finds none of them under the name of a setting. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "latchkey.tokn.type",
                "latchkey.db-url",
                "latchkey.second.factor",
                "latchkey.trusted-proxies.0",
                "latchkey.port0",
                "latchkey.port[0]",
                "latchkey.token",
                "LATCHKEY_TOKEN_TYPE"
            })
    void aPropertyThatIsNearlyASettingIsRefused(String name) throws IOException {
        StandardEnvironment environment = SettingValuesTest.environment(Map.of());
        environment.getPropertySources().addFirst(new MapPropertySource("a file", Map.of(name, "1")));
        assertThatThrownBy(() -> SettingValuesTest.check(environment))
                .hasMessageStartingWith("There is no setting " + name + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"latchkey.trusted-proxies[0]", "latchkey.trustedProxies", "LATCHKEY.TRUSTED_PROXIES"})
    void aPropertyMayBeWrittenInEveryWayThatTheFrameworkReads(String name) throws IOException {
        StandardEnvironment environment = SettingValuesTest.environment(Map.of());
        environment.getPropertySources().addFirst(new MapPropertySource("a file", Map.of(name, "192.0.2.7")));
        assertThat(SettingValuesTest.check(environment).trustedProxies()).containsExactly("192.0.2.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LATCHKEY_TOKEN_TPYE",
                "LATCHKEY_DBURL",
                "LATCHKEY_MASTERKEY_FILE",
                "LATCHKEY_STATUS_LISTTTL",
                "LATCHKEY_PORT_0",
                "LATCHKEY_TRUSTED_PROXIES0",
                "LATCHKEY_TRUSTED_PROXIES_1",
                "latchkey_token_tpye",
                "latchkey.token.tpye"
            })
    void aVariableThatIsNearlyASettingIsRefused(String name) throws IOException {
        assertThatThrownBy(() -> names(SettingValuesTest.environment(Map.of(name, "1"))))
                .hasMessageStartingWith("There is no setting " + name + ": ");
    }

    @Test
    void aVariableMayBeWrittenInEveryWayThatTheFrameworkReads() throws IOException {
        Map<String, String> variables = Map.of(
                "LATCHKEY_DB_LISTENURL", "jdbc:postgresql://host/db",
                "LATCHKEY_TRUSTED_PROXIES_0", "192.0.2.7",
                "LATCHKEY_TRUSTED_PROXIES_1", "192.0.2.8",
                "latchkey_token_type", "at+jwt",
                "latchkey.pages.name", "Orders");
        names(SettingValuesTest.environment(variables));
        ServerSettings settings = SettingValuesTest.check(variables);
        assertThat(settings.db().listenUrl()).isEqualTo("jdbc:postgresql://host/db");
        assertThat(settings.trustedProxies()).containsExactly("192.0.2.7", "192.0.2.8");
        assertThat(settings.token().type()).isEqualTo("at+jwt");
        assertThat(settings.pages().name()).isEqualTo("Orders");
    }

    private static void names(StandardEnvironment environment) {
        new SettingNames()
                .onApplicationEvent(new ApplicationEnvironmentPreparedEvent(
                        new DefaultBootstrapContext(), new SpringApplication(), new String[0], environment));
    }
}
