package dev.latchkey.server;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.client.RedirectUri;
import dev.latchkey.core.client.SignInSettings;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Secrets;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.server.authn.PasswordHasher;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.settings.ServerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * A training run for the AOT cache of Java (<a href="https://openjdk.org/jeps/514">JEP 514</a>): starts the server on a
 * temporary database, sends it the usual requests, and ends. {@code bin/latchkey-server --train} calls this.
 */
final class Training {

    private static final String NAME = "training";
    private static final int ROUNDS = 20;

    private final ConfigurableApplicationContext server;
    private final String base;
    private final JsonMapper json;

    private Training(ConfigurableApplicationContext server) {
        this.server = server;
        this.base = "http://localhost:" + server.getBean(ServerSettings.class).port();
        this.json = server.getBean(JsonMapper.class);
    }

    public static void main(String[] args) throws IOException {
        // Another server may have the usual ports.
        String[] ports = {"--latchkey.port=" + freePort(), "--latchkey.management-port=" + freePort()};
        String[] all = Stream.of(args, ports).flatMap(Stream::of).toArray(String[]::new);
        try (ConfigurableApplicationContext server = LatchkeyServer.start(all)) {
            new Training(server).run();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void run() throws IOException {
        Database database = server.getBean(Database.class);
        String password = Secrets.text(18);
        String hash = server.getBean(PasswordHasher.class).hash(password);
        Scopes scopes = Scopes.parse("read");
        Attribution by = Attribution.of(NAME);
        // The first start made one.
        if (database.clients().findAll().size() > 1
                || database.userChanges()
                        .add(new Username(NAME), Profile.EMPTY, scopes, hash, by)
                        .isEmpty()) {
            throw new IllegalStateException("This database is in use. Training takes one that is thrown away.");
        }
        get("", Endpoint.METADATA.path());
        get("", Endpoint.JWK_SET.path());
        get("", Endpoint.HOME.path());
        for (KeyAlgorithm algorithm : List.of(KeyAlgorithm.RS256, KeyAlgorithm.ES256)) {
            String secret = ClientSecret.generate();
            String name = NAME + "-" + algorithm;
            NewClient client = NewClient.confidential(name)
                    .grants(EnumSet.allOf(GrantType.class))
                    .scopes(Scopes.parse("openid read"))
                    .signIn(new SignInSettings(
                            List.of(new RedirectUri(SignInTraining.REDIRECT_URI)), List.of(), true, true))
                    .signingAlgorithm(algorithm)
                    .build();
            database.clients().add(client, ClientSecret.hash(secret), by);
            server.getBean(ClientDirectory.class).reload();
            String credentials = "Basic "
                    + Base64.getEncoder().encodeToString((name + ":" + secret).getBytes(StandardCharsets.UTF_8));
            ask(credentials, password);
            signIn(name, credentials, password);
        }
    }

    private void signIn(String clientId, String client, String password) throws IOException {
        String code = new SignInTraining(base).walk(clientId, NAME, password);
        Map<?, ?> tokens = token(
                client,
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        SignInTraining.REDIRECT_URI,
                        "code_verifier",
                        SignInTraining.VERIFIER));
        get("Bearer " + text(tokens, "access_token"), Endpoint.USERINFO.path());
    }

    private void ask(String client, String password) throws IOException {
        Map<?, ?> tokens = token(client, Map.of("grant_type", "password", "username", NAME, "password", password));
        for (int round = 0; round < ROUNDS; round++) {
            tokens = token(
                    client, Map.of("grant_type", "refresh_token", "refresh_token", text(tokens, "refresh_token")));
            token(client, Map.of("grant_type", "client_credentials"));
            post(client, Endpoint.INTROSPECTION.path(), Map.of("token", text(tokens, "access_token")));
        }
        get("Bearer " + text(tokens, "access_token"), "/users/me");
        post(client, Endpoint.REVOCATION.path(), Map.of("token", text(tokens, "refresh_token")));
    }

    private Map<?, ?> token(String client, Map<String, String> form) throws IOException {
        return json.readValue(post(client, Endpoint.TOKEN.path(), form), Map.class);
    }

    private static String text(Map<?, ?> answer, String name) {
        return String.valueOf(answer.get(name));
    }

    private byte[] post(String authorization, String path, Map<String, String> form) throws IOException {
        HttpURLConnection connection = connect(authorization, path);
        connection.setDoOutput(true);
        connection
                .getOutputStream()
                .write(form.entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"))
                        .getBytes(StandardCharsets.UTF_8));
        return read(connection);
    }

    private void get(String authorization, String path) throws IOException {
        read(connect(authorization, path));
    }

    private HttpURLConnection connect(String authorization, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(base + path).toURL().openConnection();
        connection.setRequestProperty("Authorization", authorization);
        return connection;
    }

    /** Throws when the answer is an error. */
    private static byte[] read(HttpURLConnection connection) throws IOException {
        try (InputStream answer = connection.getInputStream()) {
            return answer.readAllBytes();
        }
    }
}
