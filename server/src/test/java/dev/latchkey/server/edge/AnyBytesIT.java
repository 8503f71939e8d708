package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Whatever bytes arrive, no answer is a server error, every error has the format of its path, and the log grows by one
 * short line at most. {@code -Dlatchkey.seed=N} repeats a run, {@code -Dlatchkey.requests=N} makes it longer.
 */
class AnyBytesIT {

    private static final int REQUESTS = Integer.getInteger("latchkey.requests", 6_000);
    private static final long SEED = Long.getLong("latchkey.seed", new Random().nextLong());

    private static final int LONGEST_LINE = 500;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) \r\n");
    private static final Pattern REQUEST_ID = Pattern.compile(" \\[([A-Za-z0-9._-]{1,64})] ");
    private static final Pattern PROTOCOL =
            Pattern.compile("[A-Z]+ /oauth2/(token|revoke|introspect)(\\?[\\w=%]*)? HTTP/1\\.1\r\n");
    private static final Pattern ALMOST_PROTOCOL = Pattern.compile("\\S+ [^\r\n]*oauth2[^\r\n]*");
    private static final Pattern PAGE =
            Pattern.compile("\\S+ /(assets|sign-in|consent|demo|oauth2/(authorize|logout)|[?;#% ])[^\r\n]*[\r\n]");
    private static final Pattern FOR_A_PERSON = Pattern.compile("(?i)\nAccept[^\r\n]*text/html");
    private static final Pattern MANAGEMENT = Pattern.compile("\\w+ /actuator/");
    private static final String OAUTH = "\r\nContent-Type: application/json";
    private static final String PROBLEM = "\r\nContent-Type: application/problem+json";

    /** After so many there is nothing more to learn. */
    private static final int FAILURES = Integer.getInteger("latchkey.failures", 5);

    private static HttpServer collector;
    private static TestServer server;
    private static List<String> tokens = List.of();

    @BeforeAll
    static void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        server = TestServer.start(
                TestDatabase.fresh(),
                "latchkey.registration.enabled=true",
                "latchkey.trusted-proxies=127.0.0.0/8,::1",
                "latchkey.tracing.endpoint=http://localhost:"
                        + collector.getAddress().getPort() + "/",
                "latchkey.tracing.sampling=0");
        TestClient client =
                TestClient.named("app").origins("https://app.example").addTo(server);
        TestClient.named("mobile").isPublic().addTo(server);
        TestUser user = TestUser.add(server.database(), "alice");
        Http.Answer signedIn = server.http().signIn(client, user).expect(200);
        tokens = List.of(
                "app",
                "mobile",
                client.secret(),
                "app:" + client.secret(),
                Http.basic("app", client.secret()),
                "alice",
                signedIn.accessToken(),
                signedIn.refreshToken(),
                user.refreshToken(server, client));
    }

    @AfterAll
    static void stop() {
        server.close();
        collector.stop(0);
    }

    @Test
    void noBytesMakeTheServerFailOrFillTheLog() {
        // Most of them are refused, and some of each kind are not.
        assertThat(statusesOf(server, REQUESTS)).as("seed " + SEED).contains(200, 400, 401, 404, 405);
    }

    @Test
    void norDoTheyAtTheLimits() {
        try (TestServer limited = TestServer.start(
                server.settings(),
                "latchkey.issuer=" + server.base(),
                "latchkey.registration.enabled=true",
                "latchkey.limits.address.failures=2",
                "latchkey.limits.account.failures=1",
                "latchkey.limits.client.failures=2",
                "latchkey.limits.registration.accounts=1")) {
            assertThat(statusesOf(limited, REQUESTS / 4)).as("seed " + SEED).contains(200, 401, 429);
        }
    }

    /** Sends so many requests and fails when one has a wrong answer or the log too much. */
    private static Set<Integer> statusesOf(TestServer target, int count) {
        AnyRequest requests = new AnyRequest(SEED, tokens);
        URI management = target.management().base();
        Set<Integer> statuses = new HashSet<>();
        List<String> failures = new ArrayList<>();
        try (CapturedLog log = CapturedLog.start()) {
            for (int i = 0; i < count && failures.size() < FAILURES; i++) {
                boolean toManagement = i % 10 == 9;
                byte[] request = requests.next(toManagement);
                String text = new String(request, StandardCharsets.ISO_8859_1);
                String answer = send(toManagement ? management : target.base(), request);
                String flaw = flaw(text, answer);
                if (flaw != null) {
                    failures.add("request " + i + ": " + flaw + "\n" + shown(text) + "\nanswer:\n" + shown(answer));
                }
                STATUS.matcher(answer).results().forEach(status -> statuses.add(Integer.valueOf(status.group(1))));
            }
            failures.addAll(flaws(log.lines()));
        }
        assertThat(failures).as("seed " + SEED).isEmpty();
        return statuses;
    }

    /** What is wrong with an answer; null when nothing is. */
    private static @Nullable String flaw(String request, String answer) {
        List<MatchResult> statuses = STATUS.matcher(answer).results().toList();
        if (statuses.stream().anyMatch(status -> status.group(1).startsWith("5"))) {
            return "a server error";
        }
        int body = answer.indexOf("\r\n\r\n");
        if (answer.startsWith("HTTP/1.1 404 ") && MANAGEMENT.matcher(request).lookingAt()) {
            // Of a health group that does not exist the framework says nothing more.
            return null;
        }
        // With two answers it is not known which body is whose.
        if (statuses.size() != 1 || !statuses.getFirst().group(1).startsWith("4") || request.startsWith("HEAD ")) {
            return null;
        }
        boolean protocol = PROTOCOL.matcher(request).lookingAt();
        boolean page = PAGE.matcher(request).lookingAt()
                || (!protocol && FOR_A_PERSON.matcher(request).find());
        if (page && answer.contains("\r\nContent-Type: text/html")) {
            return answer.contains("<h1>") ? null : "no error on its page";
        }
        if (!answer.contains(protocol ? OAUTH : PROBLEM)) {
            return ALMOST_PROTOCOL.matcher(request).lookingAt() ? null : "not the format of its path";
        }
        String content = answer.substring(body + 4);
        if (answer.contains("\r\nTransfer-Encoding: chunked")) {
            content = content.replaceAll("(?m)^[0-9a-f]+\r\n|\r\n", "");
        }
        try {
            return Http.JSON.readTree(content).has(protocol ? "error" : "status") ? null : "no error in its body";
        } catch (JacksonException e) {
            return "a body that is not JSON";
        }
    }

    private static List<String> flaws(List<CapturedLog.Line> lines) {
        List<String> flaws = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (CapturedLog.Line line : lines) {
            String text = plain(line.text().stripTrailing());
            Matcher id = REQUEST_ID.matcher(text);
            // A client may send the same id twice.
            boolean second = id.find() && id.group(1).matches("[0-9a-f]{16}") && !ids.add(id.group(1));
            if (second || text.length() > LONGEST_LINE || text.contains("\n")) {
                flaws.add((second ? "a second line: " : "a long line: ") + shown(text));
            }
        }
        return flaws.stream().limit(FAILURES).toList();
    }

    /** Of a line in JSON, which an earlier test of this JVM may have asked for, what a line in text would have. */
    private static String plain(String text) {
        if (!text.startsWith("{")) {
            return text;
        }
        JsonNode json = Http.JSON.readTree(text);
        String id = json.has("request_id") ? " [" + json.get("request_id").asString() + "] " : " ";
        return json.get("log").get("level").asString()
                + id
                + json.get("message").asString()
                + (json.has("error") ? "\n" + json.get("error") : "");
    }

    private static String shown(String text) {
        return text.length() > 2_000 ? text.substring(0, 2_000) + "…" : text;
    }

    /** Closes its side at once, so that the server does not wait for what a wrong length promised. */
    private static String send(URI base, byte[] request) {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(30_000);
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
            } catch (SocketException e) {
                // The server has refused it before the end.
            }
            try {
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (SocketException e) {
                return "";
            }
        } catch (IOException e) {
            throw new AssertionError("seed " + SEED, e);
        }
    }
}
