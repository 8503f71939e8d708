package dev.latchkey.server.operate.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.LatchkeyServer;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class PreparedBeansTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "latchkey.port=9002",
                "latchkey.registration.enabled=false",
                "spring.config.location=file:x",
                "server.ssl.bundle=web",
                "MANAGEMENT_SERVER_ADDRESS=127.0.0.1",
                "management.server.port=9002",
                "SPRING_SSL_BUNDLE_PEM_WEB_KEYSTORE_CERTIFICATE=x",
                "SERVER_MAXHTTPREQUESTHEADERSIZE=16KB",
                "logging.level.root=info"
            })
    void areTakenWhereNoSettingDecides(String setting) {
        assertThat(fit(setting)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "latchkey.tracing.endpoint=http://localhost:4318",
                "latchkey.mail.host=mail",
                "latchkey.registration.enabled=true",
                "spring.threads.virtual.enabled=false",
                "SERVER_FORWARD_HEADERS_STRATEGY=framework",
                "management.metrics.enable.jvm=false"
            })
    void areNotTakenWhereOneMay(String setting) {
        assertThat(fit(setting)).isFalse();
    }

    @Test
    void knowEachSettingThatOurClassesDependOn() {
        Import imported = Objects.requireNonNull(LatchkeyServer.class.getAnnotation(Import.class));

        assertThat(Stream.of(imported.value())
                        .map(type -> type.getAnnotation(ConditionalOnProperty.class))
                        .filter(Objects::nonNull)
                        .flatMap(condition -> Stream.of(condition.value(), condition.name()))
                        .flatMap(Stream::of))
                .isNotEmpty()
                .isSubsetOf(PreparedBeans.DECIDING);
    }

    private static boolean fit(String setting) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        String[] parts = setting.split("=", 2);
        environment.getPropertySources().addFirst(new MapPropertySource("given", Map.of(parts[0], parts[1])));
        return PreparedBeans.fits(environment);
    }
}
