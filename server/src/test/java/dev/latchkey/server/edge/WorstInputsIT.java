package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Alone;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No request costs more than 5 ms of CPU outside of the threads that hash, whatever is in it. */
@Alone
class WorstInputsIT {

    private static final double BOUND_MILLIS = 5;

    /** As much as fits into a form of 256 KB, JSON of 16 KB, and a header of 8 KB. */
    private static final int BODY = 250_000;

    private static final int JSON = 16_000;

    private static final int HEADER = 7_000;

    /** A second of CPU each in zxcvbn. */
    private static final String SIGNS = "4@8({[<369!1|0$5+7%2".repeat(4).substring(0, 72);

    private static TestServer server;
    private static Http http;
    private static TestClient client;
    private static TestUser user;
    private static String accessToken;

    private final Map<String, Supplier<Answer>> inputs = new LinkedHashMap<>();

    @BeforeAll
    static void start() {
        server = TestServer.start(
                TestDatabase.fresh(), "latchkey.registration.enabled=true", "latchkey.trusted-proxies=127.0.0.1");
        http = server.http();
        client = TestClient.named("app").addTo(server);
        user = TestUser.add(server.database(), "alice");
        accessToken = http.signIn(client, user).expect(200).accessToken();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void formsOfTheTokenEndpoint() {
        form("one long scope", "grant_type=client_credentials&scope=" + "a".repeat(BODY));
        form("many scopes", "grant_type=client_credentials&scope=" + list("+", 4_000));
        form("one scope many times", "grant_type=client_credentials&scope=" + "a+".repeat(2_000));
        form("many parameters", "grant_type=client_credentials&" + "a&".repeat(BODY / 2));
        form("many names", "grant_type=client_credentials&" + list("=&", BODY));
        form("names with one hash", "grant_type=client_credentials&" + collisions(4_000));
        form("escapes", "grant_type=client_credentials&scope=" + "%c3%a9".repeat(BODY / 6));
        form("bad escapes", "grant_type=client_credentials&scope=" + "%zz".repeat(BODY / 3));
        form("a long refresh token", "grant_type=refresh_token&refresh_token=lkr_" + "A".repeat(BODY));
        form(
                "a long device code",
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=lkd_"
                        + "A".repeat(BODY));
        for (String scope : new String[] {"a".repeat(BODY), list("+", 4_000), "a+".repeat(2_000)}) {
            add(
                    "the scope of a device " + scope.length(),
                    () -> http.postForm(client, "/oauth2/device_authorization", "scope=" + scope));
        }
        form("a long grant type", "grant_type=" + "a".repeat(BODY));
        for (String name : new String[] {"a".repeat(BODY), "\ufdfa".repeat(250), "a\u0344\u0323".repeat(85)}) {
            form("a long name", "grant_type=password&password=x&username=" + Http.encode(name));
        }
        for (String password : new String[] {"a".repeat(BODY), "\ufdfa".repeat(85), "a\u0344\u0323".repeat(42)}) {
            form("a long password", "grant_type=password&username=alice&password=" + Http.encode(password));
        }
        assertBounded();
    }

    @Test
    void tokensOfAllShapes() {
        for (String path : new String[] {"/oauth2/introspect", "/oauth2/revoke"}) {
            tokens(BODY)
                    .forEach((name, token) -> add(path + " " + name, () -> http.postAs(client, path, "token", token)));
        }
        tokens(HEADER).forEach((name, token) -> add("/users/me " + name, () -> http.me(token)));
        assertBounded();
    }

    private static Map<String, String> tokens(int length) {
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("long", "a".repeat(length));
        tokens.put("dots", ".".repeat(length));
        tokens.put("refresh", "lkr_" + "A".repeat(length - 4));
        tokens.put("nested", jwt("{\"a\":".repeat(length / 8), length));
        tokens.put("arrays", jwt("{\"alg\":\"RS256\",\"x\":[" + "[".repeat(length / 2), length));
        tokens.put("members", jwt("{" + list("\":1,\"", length / 2), length));
        tokens.put("a number", jwt("{\"alg\":\"RS256\",\"iat\":" + "9".repeat(length / 2) + "}", length));
        tokens.put("an exponent", jwt("{\"alg\":\"RS256\",\"iat\":1e999999999}", length));
        tokens.put("compressed", jwt("{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"zip\":\"DEF\"}", 100) + ".AAAA.AAAA");
        tokens.put("a long payload", jwt("{\"alg\":\"RS256\",\"kid\":\"x\"}", length));
        return tokens;
    }

    private static String jwt(String header, int length) {
        String encoded =
                Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8));
        String payload = "e30" + "A".repeat(Math.max(0, length - encoded.length() - 20) / 4 * 4);
        return encoded + "." + payload + ".AAAA";
    }

    @Test
    void bodiesOfJson() {
        Map<String, String> bodies = new LinkedHashMap<>();
        bodies.put("nested", "{\"username\":" + "[".repeat(JSON));
        bodies.put("objects", "{\"a\":".repeat(JSON / 5));
        bodies.put("numbers", "{\"username\":[" + "1,".repeat(JSON / 2) + "1]}");
        bodies.put("a number", "{\"username\":" + "9".repeat(JSON) + "}");
        bodies.put("exponents", "{\"username\":[" + "1e99999,".repeat(JSON / 8) + "1]}");
        bodies.put("members", "{" + list("\":1,\"", JSON) + "\":1}");
        bodies.put("escapes", "{\"username\":\"" + "\\u0041".repeat(JSON / 6) + "\"}");
        bodies.put("spaces", " ".repeat(JSON));
        bodies.put("a long name", account("a".repeat(JSON / 2), "x"));
        bodies.put("a name that grows", account("\ufdfa".repeat(250), "x"));
        bodies.put("a name of marks", account("a\u0344\u0323".repeat(85), "x"));
        bodies.put("signs", account("somebody", SIGNS));
        bodies.put("a password like the name", account("a".repeat(128), "a".repeat(256)));
        bodies.put("a long password", account("somebody", "a".repeat(JSON / 2)));
        bodies.put("a password that grows", account("somebody", "\ufdfa".repeat(85)));
        bodies.put("more than is read", "[" + "1,".repeat(BODY / 2) + "1]");
        bodies.forEach((name, body) -> {
            add("/register " + name, () -> http.json("POST", "/register", null, body));
            add("/users/me " + name, () -> http.json("PATCH", "/users/me", accessToken, body));
        });
        for (String password : new String[] {SIGNS, "\ufdfa".repeat(85), user.password()}) {
            String body = "{\"old_password\":\"" + user.password() + "\",\"new_password\":\"" + password + "\"}";
            // A password that is refused for being the old one, or weak: it may be tried for ever.
            add("/users/me/password " + password, () -> http.json("POST", "/users/me/password", accessToken, body));
        }
        assertBounded();
    }

    @Test
    void headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Basic " + "A".repeat(HEADER));
        headers.put("X-Forwarded-For", "1,".repeat(HEADER / 2));
        headers.put("X-Request-Id", "a".repeat(HEADER));
        headers.put("Accept-Encoding", "gzip;q=" + ";q=0.".repeat(HEADER / 6));
        headers.put("If-None-Match", "\"a\",".repeat(HEADER / 4));
        headers.put("Accept", "a/b;q=0,".repeat(HEADER / 8));
        headers.put("Accept-Language", "de;q=0.1,".repeat(110));
        headers.put("Origin", "https://" + "a.".repeat(HEADER / 2));
        headers.put("Cookie", "a=b;".repeat(HEADER / 4));
        headers.forEach((name, value) -> {
            for (String path :
                    new String[] {"/", "/oauth2/jwks", "/.well-known/oauth-authorization-server", "/users/me"}) {
                add(
                        path + " " + name,
                        () -> http.send(http.request(path).header(name, value).GET(), null));
            }
            add(
                    "/oauth2/token " + name,
                    () -> http.send(
                            http.request("/oauth2/token")
                                    .header(name, value)
                                    .POST(BodyPublishers.ofString("grant_type=client_credentials")),
                            Http.FORM));
        });
        add("a long query", () -> http.get("/oauth2/jwks?" + "time&".repeat(HEADER / 5)));
        assertBounded();
    }

    private static String account(String username, String password) {
        return "{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}";
    }

    /** Different short names, separated by {@code separator}. */
    private static String list(String separator, int length) {
        return IntStream.range(0, length / (separator.length() + 4))
                .mapToObj(i -> Integer.toString(100_000 + i, 36))
                .collect(Collectors.joining(separator));
    }

    /** Names that {@link String#hashCode} does not tell apart. */
    private static String collisions(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> IntStream.range(0, 12)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining()))
                .collect(Collectors.joining("=&"));
    }

    private void form(String name, String form) {
        add("/oauth2/token " + name, () -> http.postForm(client, "/oauth2/token", form));
    }

    private void add(String name, Supplier<Answer> request) {
        inputs.put(name + " " + inputs.size(), request);
    }

    private void assertBounded() {
        inputs.forEach((name, request) -> {
            assertThat(request.get().status()).as(name).isLessThan(500);
            double least = Double.MAX_VALUE;
            // One that stays below proves it: what the machine and the compilers do besides only adds.
            // Java that has just started compiles what an input needs after some hundred times.
            for (int i = 0; i < 500 && least > BOUND_MILLIS; i++) {
                Map<Long, Long> before = cpuNanos();
                assertThat(request.get().status()).as(name).isLessThan(500);
                Map<Long, Long> after = cpuNanos();
                long nanos = after.entrySet().stream()
                        .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
                        .sum();
                least = Math.min(least, nanos / 1e6);
            }
            // Were it 0, other threads than those answered.
            assertThat(least).as(name + ", ms of CPU").isPositive().isLessThan(BOUND_MILLIS);
        });
    }

    /** Of the threads that answer requests: those that carry virtual ones, and those of the connector. */
    private static Map<Long, Long> cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<Long, Long> nanos = new HashMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().matches("(ForkJoinPool-|http-).*")) {
                nanos.put(thread.getThreadId(), threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return nanos;
    }
}
