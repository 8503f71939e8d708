package dev.latchkey.bench.faults;

import dev.latchkey.bench.Form;
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
import java.util.Optional;

/** Asks one server. What is returned is the status of the answer, unless something else is said. */
final class Visitor implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Server server;

    /** The tokens of a sign-in. */
    record Tokens(String access, String refresh) {

        /** Leaves the tokens out. */
        @Override
        public String toString() {
            return "Tokens";
        }
    }

    Visitor(Server server) {
        this.server = server;
    }

    /** Signs in; empty when the answer is not 200. */
    Optional<Tokens> signIn(App app, String username, String password) {
        HttpResponse<String> answer = askPassword(app, username, password);
        return answer.statusCode() == 200
                ? Optional.of(new Tokens(
                        Form.member(answer.body(), "access_token"), Form.member(answer.body(), "refresh_token")))
                : Optional.empty();
    }

    int password(App app, String username, String password) {
        return askPassword(app, username, password).statusCode();
    }

    private HttpResponse<String> askPassword(App app, String username, String password) {
        return post(app, "/oauth2/token", "grant_type", "password", "username", username, "password", password);
    }

    int refresh(App app, String token) {
        return post(app, "/oauth2/token", "grant_type", "refresh_token", "refresh_token", token)
                .statusCode();
    }

    int machineToken(App app) {
        return post(app, "/oauth2/token", "grant_type", "client_credentials").statusCode();
    }

    int introspect(App app, String token) {
        return post(app, "/oauth2/introspect", "token", token).statusCode();
    }

    /** Whether introspection says that a token is active. */
    boolean isActive(App app, String token) {
        return post(app, "/oauth2/introspect", "token", token).body().contains("\"active\":true");
    }

    int me(String accessToken) {
        return send(HttpRequest.newBuilder(server.uri().resolve("/users/me"))
                        .header("Authorization", "Bearer " + accessToken)
                        .build())
                .statusCode();
    }

    int readiness() {
        return send(HttpRequest.newBuilder(server.management().resolve("/readyz"))
                        .build())
                .statusCode();
    }

    private HttpResponse<String> post(App app, String path, String... form) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < form.length; i += 2) {
            body.append(i == 0 ? "" : "&").append(form[i]).append('=').append(encode(form[i + 1]));
        }
        URI uri = server.uri().resolve(path);
        return send(HttpRequest.newBuilder(uri)
                .header("Authorization", app.authorization())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
