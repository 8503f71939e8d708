package dev.latchkey.server.operate.startup;

import dev.latchkey.embedded.ownership.SecretExposure;
import dev.latchkey.server.settings.ServerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Warns of files with secrets that other users of the machine can read. */
public final class ExposedSecrets {

    private static final Logger LOG = LoggerFactory.getLogger(ExposedSecrets.class);

    private ExposedSecrets() {}

    /** Looks at the files of the settings, and at the keys for TLS. */
    public static void warn(ServerSettings settings, StartupDatabase startup, Environment environment) {
        List<Path> files = new ArrayList<>(StartupDatabase.secretFiles(settings, startup.embeddedHome()));
        files.addAll(privateKeys(environment));
        files.stream()
                .distinct()
                .map(SecretExposure::of)
                .flatMap(Optional::stream)
                .forEach(LOG::warn);
    }

    private static List<Path> privateKeys(Environment environment) {
        Map<String, Object> bundles = Binder.get(environment)
                .bind("spring.ssl.bundle.pem", Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of());
        return bundles.keySet().stream()
                .map(name -> environment.getProperty("spring.ssl.bundle.pem." + name + ".keystore.private-key", ""))
                .filter(key -> !key.isBlank() && !key.contains("-----BEGIN") && !key.startsWith("classpath:"))
                .map(key -> Path.of(key.replaceFirst("^file:(//)?", "")))
                .toList();
    }
}
