package dev.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests to one server, as a client would make them. */
record Http(URI base) {

    static final JsonMapper JSON = new JsonMapper();

    static final String FORM = "application/x-www-form-urlencoded";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** An answer: its status, headers and body. */
    record Answer(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        /** A member of the JSON body as text; empty when it is not there. */
        String text(String member) {
            JsonNode node = json().get(member);
            return node == null ? "" : node.asString();
        }

        @Nullable
        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** Fails unless the status is this one. */
        Answer expect(int status) {
            assertThat(status()).as(toString()).isEqualTo(status);
            return this;
        }

        /** Fails unless this is an OAuth error as RFC 6749, section 5.2, wants it, which tells nothing of our insides. */
        Answer expectError(int status, String error) {
            expect(status);
            assertThat(error()).as(toString()).isEqualTo(error);
            assertThat(header("Content-Type")).startsWith("application/json");
            assertThat(header("Cache-Control")).isEqualTo("no-store");
            assertThat(json().propertyNames()).isSubsetOf("error", "error_description");
            // RFC 6749, section 5.2: the characters that a description may have.
            assertThat(text("error_description")).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]*");
            assertThat(body())
                    .doesNotContainIgnoringCase("exception")
                    .doesNotContainIgnoringCase("sql")
                    .doesNotContain("org.", "dev.latchkey", "\tat ");
            return this;
        }

        /** Fails unless these are problem details (RFC 9457), which tell nothing of our insides. */
        Answer expectProblem(int status) {
            expect(status);
            assertThat(header("Content-Type")).as(toString()).startsWith("application/problem+json");
            assertThat(json().get("status").asInt()).isEqualTo(status);
            assertThat(json().has("error")).isFalse();
            assertThat(header("Cache-Control")).contains("no-store");
            assertThat(body())
                    .doesNotContainIgnoringCase("exception")
                    .doesNotContainIgnoringCase("sql")
                    .doesNotContain("org.", "dev.latchkey", "\tat ");
            return this;
        }

        /** Fails unless this is a page in English with the headers of pages; returns its HTML. */
        String expectPage(int status) {
            expect(status);
            assertThat(header("Content-Type")).as(toString()).isEqualTo("text/html;charset=UTF-8");
            assertThat(header("Cache-Control")).isEqualTo("no-store");
            assertThat(response.headers().allValues("Content-Security-Policy"))
                    .singleElement(STRING)
                    .startsWith("default-src 'none'; style-src 'self'");
            assertThat(body()).startsWith("<!DOCTYPE html>\n<html lang=\"en\">").contains("<h1>");
            assertThat(body()).doesNotContainIgnoringCase("exception").doesNotContain("dev.latchkey", "\tat ");
            return body();
        }

        /** The {@code error} member of an OAuth error. */
        String error() {
            return text("error");
        }

        /** The claims of the access token, not verified. */
        JsonNode claims() {
            return Http.claims(accessToken());
        }

        String accessToken() {
            return text("access_token");
        }

        String refreshToken() {
            return text("refresh_token");
        }

        @Override
        public String toString() {
            return status() + " " + body();
        }
    }

    /** Posts a form, given as name, value, name, value …, without any client authentication but what is in it. */
    Answer post(String path, String... form) {
        return send(request(path).POST(BodyPublishers.ofString(encode(form))), FORM);
    }

    /** Posts a form with the client's HTTP Basic credentials. */
    Answer postAs(TestClient client, String path, String... form) {
        return send(
                request(path)
                        .header("Authorization", basic(client.clientId(), client.secret()))
                        .POST(BodyPublishers.ofString(encode(form))),
                FORM);
    }

    /** Posts a body as it is, with the client's HTTP Basic credentials and any content type. */
    Answer postBody(TestClient client, String path, @Nullable String contentType, byte[] body) {
        return send(
                request(path)
                        .header("Authorization", basic(client.clientId(), client.secret()))
                        .POST(BodyPublishers.ofByteArray(body)),
                contentType);
    }

    /** As {@link #postBody}, a form that is encoded already. */
    Answer postForm(TestClient client, String path, String form) {
        return postBody(client, path, FORM, form.getBytes(StandardCharsets.UTF_8));
    }

    /** Posts a form with an {@code Authorization} header as it is. */
    Answer postWith(String authorization, String path, String... form) {
        return send(
                request(path).header("Authorization", authorization).POST(BodyPublishers.ofString(encode(form))), FORM);
    }

    int port() {
        return base.getPort();
    }

    /**
     * Writes bytes to the server's port and reads until the server closes or has answered once; for what no HTTP client
     * would send. Ask with {@code Connection: close}.
     */
    String raw(byte[] request) {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #raw}, but reads no more than the first line of the answer. */
    String rawStatus(byte[] request) {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            return String.valueOf(lines.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer token(TestClient client, String... form) {
        return postAs(client, "/oauth2/token", form);
    }

    Answer signIn(TestClient client, TestUser user) {
        return token(client, "grant_type", "password", "username", user.username(), "password", user.password());
    }

    Answer refresh(TestClient client, String refreshToken) {
        return token(client, "grant_type", "refresh_token", "refresh_token", refreshToken);
    }

    Answer introspect(TestClient client, String token) {
        return postAs(client, "/oauth2/introspect", "token", token);
    }

    Answer revoke(TestClient client, String token) {
        return postAs(client, "/oauth2/revoke", "token", token);
    }

    Answer get(String path) {
        return send(request(path).GET(), null);
    }

    Answer me(String accessToken) {
        return send(
                request("/users/me")
                        .header("Authorization", "Bearer " + accessToken)
                        .GET(),
                null);
    }

    /** Sends JSON with a bearer token; the token may be null. */
    Answer json(String method, String path, @Nullable String accessToken, String body) {
        HttpRequest.Builder request = request(path).method(method, BodyPublishers.ofString(body));
        if (accessToken != null) {
            request.header("Authorization", "Bearer " + accessToken);
        }
        return send(request, "application/json");
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60));
    }

    Answer send(HttpRequest.Builder request, @Nullable String contentType) {
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        try {
            return new Answer(CLIENT.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The claims of a JWT, not verified. */
    static JsonNode claims(String jwt) {
        return JSON.readTree(Base64.getUrlDecoder().decode(jwt.substring(jwt.indexOf('.') + 1, jwt.lastIndexOf('.'))));
    }

    /** The header of a JWT. */
    static JsonNode header(String jwt) {
        return JSON.readTree(Base64.getUrlDecoder().decode(jwt.substring(0, jwt.indexOf('.'))));
    }

    static String basic(String clientId, String secret) {
        String pair = encode(clientId) + ":" + encode(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    static String encode(String... form) {
        if (form.length == 1) {
            return URLEncoder.encode(form[0], StandardCharsets.UTF_8);
        }
        StringJoiner joined = new StringJoiner("&");
        for (int i = 0; i < form.length; i += 2) {
            joined.add(encode(form[i]) + "=" + encode(form[i + 1]));
        }
        return joined.toString();
    }
}
