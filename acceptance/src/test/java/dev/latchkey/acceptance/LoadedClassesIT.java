package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server does not use costs it neither memory nor time at its start. */
class LoadedClassesIT {

    @TempDir
    private Path directory;

    @Test
    void librariesOfMailPasskeysAndRequestsToClientsAreLoadedWhenTheyAreUsed() throws Exception {
        Path log = directory.resolve("classes.log");
        Map<String, String> settings = Map.of("JAVA_OPTS", "-Xlog:class+load:file=" + log);
        try (Cluster cluster = new Cluster(directory, 1, settings)) {
            assertThat(Files.readAllLines(log))
                    .as(cluster.issuer())
                    .anyMatch(line -> line.contains(" org.springframework."))
                    .noneMatch(line -> line.contains(" jakarta.mail.")
                            || line.contains(" org.eclipse.angus.")
                            || line.contains(" com.webauthn4j.")
                            || line.contains(" org.apache.hc."));
        }
    }
}
