package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.callback.Callback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings for Kafka in docs/clients.md, read by Kafka's own login and validator. */
class KafkaIT {

    private static final String ALLOWED = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    private static final Pattern SETTINGS = Pattern.compile("(?s)```properties\n(.*?)```");
    private static final String LISTENER = "listener.name.sasl_ssl.oauthbearer.";

    @TempDir
    private static Path directory;

    private static Installation latchkey;
    private static String secret = "";

    @BeforeAll
    static void start() {
        latchkey = Installation.start(directory.resolve("home"));
        String added =
                latchkey.latchkey("client add shop --grant client_credentials --scope read --audience kafka -o json");
        Matcher matcher = Pattern.compile("\"secret\" *: *\"([^\"]+)\"").matcher(added);
        assertThat(matcher.find()).as(added).isTrue();
        secret = matcher.group(1);
        System.setProperty(ALLOWED, latchkey.issuer() + "/oauth2/token," + latchkey.issuer() + "/oauth2/jwks");
        assertThat(Waiting.until(Duration.ofSeconds(5), () -> latchkey.knows("shop", secret)))
                .isTrue();
    }

    @AfterAll
    static void stop() {
        System.clearProperty(ALLOWED);
        latchkey.close();
    }

    @Test
    void kafkaFetchesATokenAndABrokerAcceptsIt() throws Exception {
        OAuthBearerTokenCallback login = new OAuthBearerTokenCallback();
        Properties settings = settings(0);
        OAuthBearerLoginCallbackHandler client = new OAuthBearerLoginCallbackHandler();
        client.configure(configuration(settings), "OAUTHBEARER", jaas(settings, SaslConfigs.SASL_JAAS_CONFIG));
        client.handle(new Callback[] {login});
        client.close();
        assertThat(login.token()).as(login.errorDescription()).isNotNull();
        String token = login.token().value();
        assertThat(login.token().principalName()).isEqualTo("shop");
        assertThat(login.token().scope()).containsExactly("read");
        OAuthBearerValidatorCallback good = new OAuthBearerValidatorCallback(token);
        OAuthBearerValidatorCallback forged =
                new OAuthBearerValidatorCallback(token.replaceFirst("[^.]{20}$", "AAAAAAAAAAAAAAAAAAAA"));
        settings = settings(1);
        OAuthBearerValidatorCallbackHandler broker = new OAuthBearerValidatorCallbackHandler();
        broker.configure(
                configuration(settings), "OAUTHBEARER", jaas(settings, LISTENER + SaslConfigs.SASL_JAAS_CONFIG));
        broker.handle(new Callback[] {good});
        broker.handle(new Callback[] {forged});
        broker.close();
        assertThat(good.errorStatus()).isNull();
        assertThat(good.token().principalName()).isEqualTo("shop");
        assertThat(forged.errorStatus()).isEqualTo("invalid_token");
    }

    private static Properties settings(int block) throws IOException {
        String text = SETTINGS.matcher(Tour.section("docs/clients.md", "## Kafka\n"))
                .results()
                .toList()
                .get(block)
                .group(1)
                .replace("$ISSUER", latchkey.issuer())
                .replace("$CLIENT_ID", "shop")
                .replace("$CLIENT_SECRET", secret);
        Properties settings = new Properties();
        settings.load(new StringReader(text));
        return settings;
    }

    /** As Kafka has them: typed, with a default for each that is not set. */
    private static Map<String, Object> configuration(Properties settings) {
        Map<String, Object> configuration = new HashMap<>();
        ConfigDef definition = new ConfigDef();
        SaslConfigs.addClientSaslSupport(definition);
        Map<String, Object> given = new HashMap<>();
        settings.forEach((name, value) -> given.put(name.toString(), value));
        configuration.putAll(definition.parse(given));
        return configuration;
    }

    private static List<AppConfigurationEntry> jaas(Properties settings, String name) {
        String text = Objects.requireNonNull(settings.getProperty(name));
        return JaasContext.loadClientContext(Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(text)))
                .configurationEntries();
    }
}
