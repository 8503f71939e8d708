package dev.latchkey.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.resource.StockResourceServer;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Our tokens, looked at by code that is not ours and knows no more than the issuer. */
class ForeignValidationIT {

    /** Prints the subject of a token; fails when it is not good. Arguments: key set, issuer, token. */
    private static final String PYJWT = """
            import sys, jwt
            keys, issuer, token = sys.argv[1:]
            key = jwt.PyJWKClient(keys).get_signing_key_from_jwt(token)
            claims = jwt.decode(token, key.key, algorithms=["RS256", "ES256"], issuer=issuer, audience=issuer,
                                options={"require": ["exp", "iat", "iss", "aud", "sub", "jti"]})
            print(claims["sub"])
            """;

    private static TestServer server;
    private static Http http;
    private static TestClient rsa;
    private static TestClient ec;
    private static TestUser user;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        rsa = TestClient.named("rsa").algorithm(KeyAlgorithm.RS256).addTo(server);
        ec = TestClient.named("ec").algorithm(KeyAlgorithm.ES256).addTo(server);
        user = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aStockSpringResourceServerThatKnowsTheIssuerAcceptsOurTokensAndNoOthers() {
        try (ConfigurableApplicationContext api =
                StockResourceServer.start(server.base().toString())) {
            String port = Objects.requireNonNull(api.getEnvironment().getProperty("local.server.port"));
            Http resource = new Http(URI.create("http://localhost:" + port));
            for (TestClient client : List.of(rsa, ec)) {
                Answer signedIn = http.signIn(client, user).expect(200);
                assertThat(whoami(resource, signedIn.accessToken()).expect(200).body())
                        .isEqualTo(user.id() + " read write");
                String refreshed = http.refresh(client, signedIn.refreshToken())
                        .expect(200)
                        .accessToken();
                whoami(resource, refreshed).expect(200);
                String machine = http.token(client, "grant_type", "client_credentials", "scope", "read")
                        .expect(200)
                        .accessToken();
                assertThat(whoami(resource, machine).expect(200).body()).isEqualTo(client.clientId() + " read");
                whoami(resource, tampered(machine)).expect(401);
            }
            resource.get("/whoami").expect(401);
            refusesTheTokensOfAnotherIssuer(resource);
        }
    }

    private static void refusesTheTokensOfAnotherIssuer(Http resource) {
        try (TestServer other = TestServer.start(TestDatabase.fresh())) {
            TestClient client = TestClient.named("rsa").addTo(other);
            whoami(
                            resource,
                            other.http()
                                    .token(client, "grant_type", "client_credentials")
                                    .accessToken())
                    .expect(401);
        }
    }

    private static Answer whoami(Http resource, String token) {
        return resource.send(
                resource.request("/whoami")
                        .header("Authorization", "Bearer " + token)
                        .GET(),
                null);
    }

    @Test
    void pyJwtAcceptsOurTokensAndNoOthers() throws Exception {
        Optional<String> python = pythonWithPyJwt();
        assumeTrue(
                python.isPresent(),
                "No python3 with PyJWT and cryptography here: apt-get install python3-jwt python3-cryptography, or pip install pyjwt[crypto]");
        for (TestClient client : List.of(rsa, ec)) {
            String token = http.signIn(client, user).expect(200).accessToken();
            Run accepted = verify(python.orElseThrow(), token);
            assertThat(accepted.output().strip()).isEqualTo(user.id().toString());
            assertThat(accepted.status()).isZero();
            Run refused = verify(python.orElseThrow(), tampered(token));
            assertThat(refused.status()).isNotZero();
            assertThat(refused.output()).contains("InvalidSignatureError");
        }
    }

    private static Run verify(String python, String token) throws IOException, InterruptedException {
        return run(
                python,
                "-c",
                PYJWT,
                server.base() + "/oauth2/jwks",
                server.base().toString(),
                token);
    }

    private static Optional<String> pythonWithPyJwt() throws IOException, InterruptedException {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            try {
                if (run(python, "-c", "import jwt, cryptography; jwt.PyJWKClient")
                                .status()
                        == 0) {
                    return Optional.of(python);
                }
            } catch (IOException e) {
                // There is none of this name.
            }
        }
        return Optional.empty();
    }

    private record Run(int status, String output) {}

    private static Run run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(new ArrayList<>(Stream.of(command).toList()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(Duration.ofSeconds(30))) {
            process.destroyForcibly();
        }
        return new Run(process.waitFor(), output);
    }

    /** The same token with another last letter but one in its signature, all of whose bits count. */
    private static String tampered(String token) {
        int at = token.length() - 10;
        return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
    }
}
