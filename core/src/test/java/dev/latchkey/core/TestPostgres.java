package dev.latchkey.core;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.DatabaseUrl;
import dev.latchkey.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Starts the PostgreSQL of the tests. It may lose data in a power cut, and is the faster for it. */
final class TestPostgres {

    private static final Logger log = LoggerFactory.getLogger(TestPostgres.class);

    private static final String CHOICE = "LATCHKEY_TEST_DATABASE";

    private static final String IMAGE = "postgres:18";

    private TestPostgres() {}

    /** Returns how to connect to it as its owner; it stops when the program ends. */
    static ConnectionSettings start() {
        String environment = System.getenv().getOrDefault(CHOICE, "");
        String choice = System.getProperty(CHOICE, environment);
        if (choice.startsWith("jdbc:")) {
            return existing(choice);
        }
        return switch (choice.toLowerCase(Locale.ROOT)) {
            case "container" -> container("because " + CHOICE + " says so");
            case "embedded" -> embedded("because " + CHOICE + " says so");
            case "" -> whichever();
            default ->
                throw new IllegalArgumentException(CHOICE + " is container, embedded or a JDBC URL, not " + choice);
        };
    }

    private static ConnectionSettings whichever() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return embedded("because no Docker engine answers");
        }
        try {
            fetchImage();
        } catch (DockerException | DockerClientException e) {
            return embedded("because the Docker engine has no " + IMAGE + " and cannot fetch it: " + e.getMessage());
        }
        return container("because a Docker engine answers");
    }

    /** Tries once. Testcontainers would try for seven minutes, which are long on a train. */
    private static void fetchImage() {
        DockerClient docker = DockerClientFactory.lazyClient();
        try {
            docker.inspectImageCmd(IMAGE).exec();
        } catch (NotFoundException absent) {
            try {
                docker.pullImageCmd(IMAGE).start().awaitCompletion();
            } catch (InterruptedException e) {
                throw new DockerClientException("interrupted", e);
            }
        }
    }

    private static ConnectionSettings container(String why) {
        var container =
                new PostgreSQLContainer(IMAGE).withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=200");
        container.start();
        atExit(container::stop);
        log.info("Tests use {} in a container, {}", IMAGE, why);
        return new ConnectionSettings(container.getJdbcUrl(), container.getUsername(), container.getPassword());
    }

    private static ConnectionSettings embedded(String why) {
        try {
            Path home = Files.createTempDirectory("latchkey-test-");
            try (var postgres = EmbeddedPostgres.open(home)) {
                var jdbc = JdbcClient.create(DataSources.direct(TestDatabase.patient(TestDatabase.in(postgres))));
                jdbc.sql("ALTER SYSTEM SET fsync = off").update();
                jdbc.sql("ALTER SYSTEM SET max_connections = 200").update();
            }
            var postgres = EmbeddedPostgres.open(home);
            atExit(() -> {
                postgres.close();
                delete(home);
            });
            log.info("Tests use the embedded PostgreSQL in {}, {}", home, why);
            return TestDatabase.in(postgres);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its databases stay: it is the caller's to throw away. */
    private static ConnectionSettings existing(String url) {
        Properties given = Objects.requireNonNull(Driver.parseURL(url, null), "no JDBC URL of PostgreSQL");
        log.info("Tests use {}", DatabaseUrl.withoutSecrets(url));
        return new ConnectionSettings(
                url.replaceFirst("\\?.*", ""), given.getProperty("user"), given.getProperty("password"));
    }

    private static void atExit(Runnable action) {
        Runtime.getRuntime().addShutdownHook(new Thread(action, "stop the PostgreSQL of the tests"));
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
