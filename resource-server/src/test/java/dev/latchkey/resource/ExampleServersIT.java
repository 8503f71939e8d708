package dev.latchkey.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the examples answer to tokens that a Latchkey would not sign at the moment. */
@Timeout(120)
class ExampleServersIT {

    private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

    private static final String PYTHON = """
            import sys
            from fastapi import HTTPException
            from fastapi.security import SecurityScopes
            from main import get_current_user
            from starlette.requests import Request
            for line in sys.stdin:
                scheme, token, *proofs = line.split()
                headers = [(b"authorization", f"{scheme} {token}".encode())]
                headers += [(b"dpop", proof.encode()) for proof in proofs]
                scope = {"type": "http", "method": "GET", "path": "/users/me", "query_string": b"", "headers": headers}
                try:
                    get_current_user(SecurityScopes(["read"]), token, Request({**scope, "server": ("evil.example", 80)}))
                    print("200", flush=True)
                except HTTPException as e:
                    print(e.status_code, *e.headers, flush=True)
            """;

    private final TestIssuer issuer = new TestIssuer();

    @AfterEach
    void stop() {
        issuer.close();
    }

    /** A resource server that runs: the status that it answers to a token, and a header if that says more. */
    private interface Example extends AutoCloseable {
        String answer(String scheme, String token, String... proofs);

        default String answer(String token) {
            return answer("Bearer", token);
        }

        @Override
        void close();
    }

    private Example fastApi() {
        String python = Programs.requirePython(
                "fastapi, jwt, cryptography", "python3-fastapi python3-jwt python3-cryptography");
        Process process = start(EXAMPLES.resolve("fastapi"), python, "-c", PYTHON);
        Writer tokens = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
        return new Example() {
            @Override
            public String answer(String scheme, String token, String... proofs) {
                try {
                    tokens.write(scheme + " " + token + " " + String.join(" ", proofs) + "\n");
                    tokens.flush();
                    return String.valueOf(answers.readLine());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void close() {
                process.destroy();
            }
        };
    }

    private Example node(Path directory) throws IOException {
        Programs.requireNpm();
        for (String file :
                new String[] {"package.json", "package-lock.json", "server.js", "status-list.js", "dpop.js"}) {
            Files.copy(EXAMPLES.resolve("node").resolve(file), directory.resolve(file));
        }
        assertThat(Programs.runs(directory, "npm", "ci")).as("npm ci").isTrue();
        Process process = start(directory, "node", "server.js");
        String base = process.inputReader(StandardCharsets.UTF_8).readLine();
        HttpClient client = HttpClient.newHttpClient();
        return new Example() {
            @Override
            public String answer(String scheme, String token, String... proofs) {
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/users/me"))
                        .header("Authorization", scheme + " " + token);
                Stream.of(proofs).forEach(proof -> request.header("DPoP", proof));
                HttpResponse<Void> response = client.sendAsync(request.build(), BodyHandlers.discarding())
                        .join();
                return Stream.of("WWW-Authenticate", "Retry-After")
                        .filter(name -> response.headers().firstValue(name).isPresent())
                        .reduce(Integer.toString(response.statusCode()), (all, name) -> all + " " + name);
            }

            @Override
            public void close() {
                process.destroy();
            }
        };
    }

    private Process start(Path directory, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("ISSUER", issuer.issuer());
        builder.environment().put("AUDIENCE", "https://api.example");
        builder.environment().put("PORT", "0");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void fastApiAcceptsATokenFromAClockThatIsALittleAhead() {
        try (Example example = fastApi()) {
            Instant now = Instant.now();
            assertThat(example.answer(token(issuer.accessToken().issueTime(Date.from(now.plusSeconds(30))))))
                    .isEqualTo("200");
            assertThat(example.answer(token(issuer.accessToken().issueTime(Date.from(now.plusSeconds(90))))))
                    .isEqualTo("401 WWW-Authenticate");
        }
    }

    @Test
    void fastApiAsksForMadeUpKeysNoMoreThanTwice() {
        try (Example example = fastApi()) {
            asksForMadeUpKeysNoMoreThanTwice(example);
        }
    }

    @Test
    void nodeAsksForMadeUpKeysNoMoreThanTwice(@TempDir Path directory) throws IOException {
        try (Example example = node(directory)) {
            asksForMadeUpKeysNoMoreThanTwice(example);
        }
    }

    @Test
    void fastApiSaysWhenItCannotTell() {
        try (Example example = fastApi()) {
            saysWhenListsCannotBeHad(example);
        }
        issuer.answer("/oauth2/jwks", TestIssuer.status(500));
        try (Example example = fastApi()) {
            saysWhenKeysCannotBeHad(example);
        }
    }

    @Test
    void nodeSaysWhenItCannotTell(@TempDir Path first, @TempDir Path second) throws IOException {
        try (Example example = node(first)) {
            saysWhenListsCannotBeHad(example);
        }
        issuer.answer("/oauth2/jwks", TestIssuer.status(500));
        try (Example example = node(second)) {
            saysWhenKeysCannotBeHad(example);
        }
    }

    @Test
    void fastApiWantsTheProofOfABoundToken() {
        try (Example example = fastApi()) {
            wantsTheProofOfABoundToken(example);
        }
    }

    @Test
    void nodeWantsTheProofOfABoundToken(@TempDir Path directory) throws IOException {
        try (Example example = node(directory)) {
            wantsTheProofOfABoundToken(example);
        }
    }

    private void wantsTheProofOfABoundToken(Example example) {
        String refused = "401 WWW-Authenticate";
        String url = "http://localhost:8000/users/me";
        for (TestProof.Key key : List.of(TestProof.Key.es256(), TestProof.Key.ps256(2048), TestProof.Key.edDsa())) {
            String token = token(issuer.accessToken().claim("cnf", Map.of("jkt", key.jkt())));
            String good = key.proof("GET", url, token).sign();
            assertThat(example.answer(token)).isEqualTo(refused);
            assertThat(example.answer(
                            "Bearer", token, key.proof("GET", url, token).sign()))
                    .isEqualTo(refused);
            assertThat(example.answer("DPoP", token)).isEqualTo(refused);
            assertThat(example.answer("DPoP", token, good)).isEqualTo("200");
            assertThat(example.answer("DPoP", token, good)).as("a replay").isEqualTo(refused);
            Map<String, Object> privateKey = new HashMap<>(key.publicKey().toJSONObject());
            privateKey.put("d", "AAAA");
            for (String bad : List.of(
                    "nonsense",
                    key.proof("POST", url, token).sign(),
                    key.proof("GET", "http://evil.example/users/me", token).sign(),
                    key.proof("GET", url + "/items", token).sign(),
                    key.proof("GET", url, token + "x").sign(),
                    key.proof("GET", url, token).header("typ", "JWT").sign(),
                    key.proof("GET", url, token).header("alg", "none").sign(),
                    key.proof("GET", url, token).header("jwk", privateKey).sign(),
                    key.proof("GET", url, token).claim("jti", null).sign(),
                    key.proof("GET", url, token).claim("iat", 1).sign(),
                    key.proof("GET", url, token).signedBy(TestProof.Key.es256()),
                    TestProof.Key.es256().proof("GET", url, token).sign())) {
                assertThat(example.answer("DPoP", token, bad)).as(bad).isEqualTo(refused);
            }
            String bearer = token(issuer.accessToken());
            assertThat(example.answer(
                            "DPoP", bearer, key.proof("GET", url, bearer).sign()))
                    .isEqualTo(refused);
            String certificate = token(issuer.accessToken().claim("cnf", Map.of("x5t#S256", key.jkt())));
            assertThat(example.answer(certificate)).isEqualTo(refused);
        }
    }

    private void saysWhenListsCannotBeHad(Example example) {
        issuer.answer("/good", issuer.list(issuer.listAt("/good")));
        issuer.answer("/gone", TestIssuer.status(404));
        assertThat(example.answer(token(withStatus("/good", 0)))).isEqualTo("200");
        assertThat(example.answer(token(withStatus("/good", 1)))).isEqualTo("401 WWW-Authenticate");
        assertThat(example.answer(token(withStatus("/gone", 0)))).isEqualTo("503 Retry-After");
    }

    private void saysWhenKeysCannotBeHad(Example example) {
        for (int i = 0; i < 5; i++) {
            assertThat(example.answer(token(issuer.accessToken()))).isEqualTo("503 Retry-After");
        }
        assertThat(example.answer("nonsense")).isEqualTo("401 WWW-Authenticate");
    }

    private JWTClaimsSet.Builder withStatus(String list, int index) {
        return issuer.accessToken()
                .claim("status", Map.of("status_list", Map.of("idx", index, "uri", issuer.uri(list))));
    }

    private void asksForMadeUpKeysNoMoreThanTwice(Example example) {
        assertThat(example.answer(token(issuer.accessToken()))).isEqualTo("200");
        for (int i = 0; i < 50; i++) {
            ECKey madeUp = TestIssuer.newKey("made-up-" + i);
            assertThat(example.answer(TestIssuer.sign(madeUp, "JWT", issuer.accessToken())))
                    .isEqualTo("401 WWW-Authenticate");
        }
        assertThat(issuer.requests("/oauth2/jwks")).isLessThanOrEqualTo(2);
        assertThat(example.answer(token(issuer.accessToken()))).isEqualTo("200");
    }

    private String token(JWTClaimsSet.Builder claims) {
        return TestIssuer.sign(issuer.key(), "JWT", claims.claim("scope", "read"));
    }
}
