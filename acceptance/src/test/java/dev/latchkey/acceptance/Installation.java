package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running Latchkey with a user, alice, and the command line beside it. */
final class Installation implements AutoCloseable {

    static final String PASSWORD = "violet-harbour-91-lamp";

    /** Of the version that every example speaks. */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ServerProcess server;
    private final Shell shell;

    private Installation(ServerProcess server, Shell shell) {
        this.server = server;
        this.shell = shell;
    }

    static Installation start(Path home) {
        return start(home, Map.of());
    }

    /** As {@link #start(Path)}, with further variables. */
    static Installation start(Path home, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("LATCHKEY_STATUS_LIST_TTL", "1s");
        all.put("LATCHKEY_FETCH_PRIVATE_HOSTS", "localhost");
        ServerProcess server = ServerProcess.launch(home, all);
        server.awaitReady();
        Installation installation =
                new Installation(server, new Shell(Checkout.DESK, Map.of("LATCHKEY_HOME", home.toString())));
        installation.latchkey("user add alice --scope read --scope write --password-stdin <<< " + PASSWORD);
        return installation;
    }

    String issuer() {
        return "http://localhost:" + server.port();
    }

    /** Runs a command of {@code latchkey}. Servers know of it within a second. */
    String latchkey(String arguments) {
        Shell.Result result = shell.run("bin/latchkey " + arguments);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output();
    }

    /** Waits until the server knows a public client that was added with the password grant. */
    void awaitClient(String clientId) {
        assertThat(Waiting.until(
                        Duration.ofSeconds(5),
                        () -> !signIn(clientId, "read").body().contains("invalid_client")))
                .as("the server knows " + clientId)
                .isTrue();
    }

    /**
     * Adds a client that users sign in to with a browser, and waits until the server knows it.
     *
     * @param arguments of {@code client add}; the client id first
     * @return the secret; empty for a public client
     */
    String addClient(String arguments) {
        String added = latchkey("client add " + arguments + " -o json");
        String clientId = arguments.substring(0, arguments.indexOf(' '));
        assertThat(Waiting.until(
                        Duration.ofSeconds(5),
                        () -> send(HttpRequest.newBuilder(
                                        URI.create(issuer() + "/oauth2/authorize?client_id=" + clientId)))
                                // A client that is not known and a redirect URI that is missing: two texts.
                                .body()
                                .contains("redirect_uri")))
                .as("the server knows " + clientId)
                .isTrue();
        return added.contains("\"secret\":\"") ? Json.field(added, "secret") : "";
    }

    /** Whether the server knows a confidential client by now. */
    boolean knows(String clientId, String secret) {
        return !post(
                        "/oauth2/token",
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        clientId,
                        "client_secret",
                        secret)
                .body()
                .contains("invalid_client");
    }

    /**
     * Signs alice in through a public client.
     *
     * @param more names and values of further parameters by turns
     */
    HttpResponse<String> signIn(String clientId, String scope, String... more) {
        List<String> form = new ArrayList<>(List.of(
                "grant_type",
                "password",
                "client_id",
                clientId,
                "username",
                "alice",
                "password",
                PASSWORD,
                "scope",
                scope));
        form.addAll(List.of(more));
        return post("/oauth2/token", form.toArray(String[]::new));
    }

    String accessToken(String clientId, String scope, String... more) {
        HttpResponse<String> answer = signIn(clientId, scope, more);
        Matcher token = Pattern.compile("\"access_token\":\"([^\"]+)\"").matcher(answer.body());
        assertThat(token.find()).as(answer.body()).isTrue();
        return token.group(1);
    }

    void revoke(String clientId, String token) {
        assertThat(post("/oauth2/revoke", "client_id", clientId, "token", token).statusCode())
                .isEqualTo(200);
    }

    HttpResponse<String> post(String path, String... form) {
        StringJoiner body = new StringJoiner("&");
        for (int i = 0; i < form.length; i += 2) {
            body.add(form[i] + "=" + URLEncoder.encode(form[i + 1], StandardCharsets.UTF_8));
        }
        return send(HttpRequest.newBuilder(URI.create(issuer() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        shell.close();
        server.close();
    }
}
