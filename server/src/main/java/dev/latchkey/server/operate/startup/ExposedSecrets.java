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
public final class ExposedSecrets implements StartupStep {

    private static final Logger LOG = LoggerFactory.getLogger(ExposedSecrets.class);

    private final ServerSettings settings;
    private final StartupDatabase startup;
    private final Environment environment;

    public ExposedSecrets(ServerSettings settings, StartupDatabase startup, Environment environment) {
        this.settings = settings;
        this.startup = startup;
        this.environment = environment;
    }

    /** Looks at the files of the settings, and at the keys for TLS. */
    @Override
    public void run() {
        List<Path> files = new ArrayList<>(StartupDatabase.secretFiles(settings, startup.embeddedHome()));
        files.addAll(privateKeys());
        files.stream()
                .distinct()
                .map(SecretExposure::of)
                .flatMap(Optional::stream)
                .forEach(LOG::warn);
    }

    private List<Path> privateKeys() {
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
