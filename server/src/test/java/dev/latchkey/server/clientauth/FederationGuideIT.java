package dev.latchkey.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.core.client.ClientTrust;
import dev.latchkey.server.fixture.ClientJwt;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestJwk;
import dev.latchkey.server.fixture.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The requests of docs/federation.md, as they are printed, with the assertion of an issuer of the test. */
class FederationGuideIT {

    private static final Pattern REQUEST = Pattern.compile("(?m)^[- ]*(curl -s \"[^\"]*/oauth2/token\".*)$");
    private static final String ISSUER = "https://ci.example";
    private static final TestJwk KEY = TestJwk.of("RS256", "one");

    @TempDir
    private Path directory;

    @Test
    void eachRequestGetsAToken() throws Exception {
        List<String> requests = REQUEST.matcher(Files.readString(Path.of("../docs/federation.md")))
                .results()
                .map(MatchResult::group)
                .map(line -> line.replaceFirst("^[- ]*", ""))
                .toList();
        assertThat(requests).hasSize(3);
        try (TestServer server = TestServer.start(TestDatabase.fresh())) {
            ClientTrust trust = ClientTrust.of(Map.of("issuer", ISSUER, "subject", "job", "jwks", TestJwk.set(KEY)));
            for (String client : List.of("deploy", "pods")) {
                TestClient.named(client)
                        .scope("deploy")
                        .authentication(
                                new ClientAuthentication(AuthMethod.FEDERATED, null, null, null, List.of(trust)))
                        .addTo(server);
            }
            String assertion =
                    ClientJwt.ofIssuer(ISSUER, "job", KEY, server.http()).signed();
            Path file = Files.writeString(directory.resolve("token"), assertion);
            for (String request : requests) {
                String command = request.replace("/var/run/latchkey/token", file.toString())
                        .replace("https://auth.example.com", "$ISSUER");
                assertThat(run(command, Map.of("ISSUER", server.base().toString(), "ASSERTION", assertion)))
                        .as(command)
                        .matches("\\{\"access_token\":\"eyJ.*\",\"token_type\":\"Bearer\",\"expires_in\":\\d+,"
                                + "\"scope\":\"deploy\"}");
            }
        }
    }

    private static String run(String command, Map<String, String> environment) throws IOException {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true);
        shell.environment().putAll(environment);
        return new String(shell.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
