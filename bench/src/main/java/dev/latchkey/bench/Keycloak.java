package dev.latchkey.bench;

import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.connection.ConnectionSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keycloak in production mode, as its distribution sets it up for one server, in a schema of its own in the database of
 * ours.
 */
final class Keycloak implements AutoCloseable {

    private static final String SCHEMA = "bench_keycloak";
    private static final String REALM = "bench";
    private static final int BUILD_SECONDS = 180;

    private final OwnServer own;
    private final ServerProcess process;
    private final Target target;

    private Keycloak(OwnServer own, ServerProcess process, Target target) {
        this.own = own;
        this.process = process;
        this.target = target;
    }

    /**
     * Builds it for PostgreSQL, starts it with an empty schema and imports its realm.
     *
     * @param directory of the unpacked distribution, which only this run uses
     */
    static Keycloak start(Path directory, OwnServer own) throws Exception {
        own.sql().sql("CREATE SCHEMA " + SCHEMA).update();
        int port = ServerProcess.freePort();
        String program = directory.resolve("bin/kc.sh").toString();
        Map<String, String> environment = environment(port, own.settings());
        Path log = directory.resolve("bench.log");
        build(program, environment, log);

        Map<String, Target.Client> clients = new HashMap<>();
        for (String algorithm : List.of("ES256", "RS256")) {
            clients.put(
                    algorithm, new Target.Client("bench-" + algorithm, ClientSecret.generate(), new ArrayDeque<>()));
        }
        Target.User user = new Target.User("bench", ClientSecret.generate());
        Path realm = directory.resolve("data/import/realm.json");
        Files.createDirectories(realm.getParent());
        Files.writeString(realm, realm(clients, user));
        ServerProcess process =
                ServerProcess.start(List.of("sh", program, "start", "--optimized", "--import-realm"), environment, log);
        try {
            URI issuer = URI.create("http://localhost:" + port + "/realms/" + REALM);
            process.awaitAnswer(URI.create(issuer + "/.well-known/openid-configuration"));
            Files.delete(realm);
            return new Keycloak(own, process, target(process, issuer, clients, user, own));
        } catch (Exception e) {
            process.close();
            throw e;
        }
    }

    private static Target target(
            ServerProcess process, URI issuer, Map<String, Target.Client> clients, Target.User user, OwnServer own)
            throws Exception {
        return new Target(
                "Keycloak",
                Target.Endpoints.discover(issuer),
                // The script that was started waits for the server.
                new Processes(process.child(), own.target().processes().postmaster()),
                clients,
                user,
                new CodeFlow(
                        URI.create(issuer + "/protocol/openid-connect/auth"),
                        "openid profile email",
                        Objects.requireNonNull(clients.get("ES256")),
                        user),
                null,
                null);
    }

    /**
     * One server, so its caches are local and nothing goes over the network for them. The pool is smaller than its default of
     * 100, which the embedded database does not allow, and larger than the number of requests at once.
     */
    private static Map<String, String> environment(int port, ConnectionSettings database) {
        return Map.ofEntries(
                Map.entry("KC_DB", "postgres"),
                Map.entry("KC_CACHE", "local"),
                Map.entry("KC_DB_URL", database.url()),
                Map.entry("KC_DB_SCHEMA", SCHEMA),
                Map.entry("KC_DB_USERNAME", Objects.requireNonNullElse(database.user(), "")),
                Map.entry("KC_DB_PASSWORD", Objects.requireNonNullElse(database.password(), "")),
                Map.entry("KC_DB_POOL_MAX_SIZE", "20"),
                Map.entry("KC_HTTP_ENABLED", "true"),
                Map.entry("KC_HTTP_HOST", "127.0.0.1"),
                Map.entry("KC_HTTP_PORT", Integer.toString(port)),
                Map.entry("KC_HOSTNAME", "http://localhost:" + port));
    }

    private static void build(String program, Map<String, String> environment, Path log)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", program, "build")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process build = builder.start();
        if (!build.waitFor(BUILD_SECONDS, TimeUnit.SECONDS) || build.exitValue() != 0) {
            build.descendants().forEach(ProcessHandle::destroy);
            build.destroy();
            throw new IllegalStateException("Keycloak was not built:\n" + Files.readString(log));
        }
    }

    /** A realm with the default settings, a key for each algorithm, a client for each and a user. */
    private static String realm(Map<String, Target.Client> clients, Target.User user) {
        return """
                {"realm": "%s", "enabled": true, "sslRequired": "none",
                 "components": {"org.keycloak.keys.KeyProvider": [%s]},
                 "clients": [%s],
                 "users": [{"username": "%s", "enabled": true, "email": "bench@example.com", "emailVerified": true,
                            "firstName": "A User", "lastName": "of the Bench",
                            "credentials": [{"type": "password", "value": "%s"}]}]}
                """.formatted(
                        REALM,
                        Stream.of("rsa-generated", "ecdsa-generated", "hmac-generated", "aes-generated")
                                .map(provider -> """
                                {"name": "%1$s", "providerId": "%1$s", "config": {"priority": ["100"]}}""".formatted(provider))
                                .collect(Collectors.joining(", ")),
                        clients.entrySet().stream()
                                .map(client -> client(client.getKey(), client.getValue()))
                                .collect(Collectors.joining(", ")),
                        user.name(),
                        user.password());
    }

    private static String client(String algorithm, Target.Client client) {
        return """
                {"clientId": "%s", "secret": "%s", "publicClient": false, "standardFlowEnabled": true,
                 "directAccessGrantsEnabled": true, "serviceAccountsEnabled": true, "redirectUris": ["%s"],
                 "attributes": {"access.token.signed.response.alg": "%4$s", "id.token.signed.response.alg": "%4$s"}}""".formatted(client.id(), client.secret(), Browser.REDIRECT_URI, algorithm);
    }

    Target target() {
        return target;
    }

    @Override
    public void close() {
        process.close();
        own.sql().sql("DROP SCHEMA " + SCHEMA + " CASCADE").update();
    }
}
