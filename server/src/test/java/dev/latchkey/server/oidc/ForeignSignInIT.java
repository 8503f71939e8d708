package dev.latchkey.server.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signing in with client libraries that are not ours and know the issuer only. */
class ForeignSignInIT {

    private static final String REDIRECT_URI = "https://app.example/callback";
    private static final String RETURN = "https://app.example/";

    /**
     * Prints where to send the browser, reads where it came back, prints the subject by each of the ways that there are
     * and where to send the browser for the sign-out, and prints after that what a refresh gives. Arguments: issuer,
     * client id, secret, redirect URI, post-logout redirect URI.
     */
    private static final String AUTHLIB = """
            import sys, jwt, requests
            from urllib.parse import urlencode
            from authlib.common.security import generate_token
            from authlib.integrations.base_client import OAuthError
            from authlib.integrations.requests_client import OAuth2Session
            from authlib.jose import JsonWebKey, JsonWebToken
            from authlib.oidc.core import CodeIDToken
            issuer, client_id, secret, redirect_uri, back_to = sys.argv[1:]
            server = requests.get(issuer + "/.well-known/openid-configuration").json()
            assert server["issuer"] == issuer
            client = OAuth2Session(client_id, secret, scope="openid profile", redirect_uri=redirect_uri,
                                   code_challenge_method="S256")
            nonce, verifier = generate_token(), generate_token(48)
            url, state = client.create_authorization_url(server["authorization_endpoint"], nonce=nonce, code_verifier=verifier)
            print(url, flush=True)
            back = sys.stdin.readline().strip()
            token = client.fetch_token(server["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier)

            keys = JsonWebKey.import_key_set(requests.get(server["jwks_uri"]).json())
            def check(token, nonce):
                claims = JsonWebToken(server["id_token_signing_alg_values_supported"]).decode(
                    token["id_token"], keys, claims_cls=CodeIDToken,
                    claims_options={"iss": {"value": issuer}, "aud": {"value": client_id}},
                    claims_params={"nonce": nonce, "access_token": token["access_token"], "client_id": client_id})
                claims.validate()
                key = jwt.PyJWKClient(server["jwks_uri"]).get_signing_key_from_jwt(token["id_token"])
                again = jwt.decode(token["id_token"], key.key, algorithms=["RS256", "ES256"], issuer=issuer, audience=client_id,
                                   options={"require": ["exp", "iat", "iss", "aud", "sub", "auth_time", "at_hash"]})
                assert again["sub"] == claims["sub"]
                return claims["sub"]

            print(check(token, nonce))
            print(client.get(server["userinfo_endpoint"]).json()["sub"])
            refreshed = client.refresh_token(server["token_endpoint"])
            assert refreshed["access_token"] != token["access_token"]
            print(check(refreshed, None))
            print(client.get(server["userinfo_endpoint"]).json()["sub"])

            print(server["end_session_endpoint"] + "?" + urlencode({"id_token_hint": refreshed["id_token"],
                "client_id": client_id, "post_logout_redirect_uri": back_to, "state": "s-1"}), flush=True)
            sys.stdin.readline()
            try:
                print(client.refresh_token(server["token_endpoint"]))
            except OAuthError as e:
                print(e.error)
            """;

    private static TestServer server;
    private static TestUser user;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        user = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyAlgorithm.class,
            names = {"RS256", "ES256"})
    void authlibAndPyJwtAgree(KeyAlgorithm algorithm) throws Exception {
        Optional<String> python = python();
        assumeTrue(
                python.isPresent(),
                "No python3 with Authlib and PyJWT here: apt-get install python3-authlib python3-jwt python3-requests");
        TestClient client = TestClient.named("python-" + algorithm)
                .redirects(REDIRECT_URI)
                .returns(RETURN)
                .scope("openid profile")
                .algorithm(algorithm)
                .addTo(server);
        Process process = new ProcessBuilder(
                        python.orElseThrow(),
                        "-c",
                        AUTHLIB,
                        server.base().toString(),
                        client.clientId(),
                        client.secret(),
                        REDIRECT_URI,
                        RETURN)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter input = process.outputWriter(StandardCharsets.UTF_8)) {
            WebFlow browser = WebFlow.of(server, client);
            String signIn = String.valueOf(output.readLine());
            assertThat(signIn).startsWith(server.base() + "/oauth2/authorize?").contains("code_challenge_method=S256");
            Answer page = browser.follow(browser.get(signIn)).expect(200);
            answer(input, location(browser.follow(browser.signIn(page, user))));
            for (int i = 0; i < 4; i++) {
                assertThat(output.readLine()).isEqualTo(user.id().toString());
            }

            assertThat(location(browser.get(String.valueOf(output.readLine())))).isEqualTo(RETURN + "?state=s-1");
            assertThat(browser.follow(browser.get(signIn)).expect(200).body()).contains("name=\"password\"");
            answer(input, "");
            assertThat(output.readLine()).isEqualTo("invalid_grant");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The next line that the program reads. */
    private static void answer(BufferedWriter input, String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    private static String location(Answer answer) {
        return Objects.requireNonNull(answer.expect(303).header("Location"));
    }

    private static Optional<String> python() throws InterruptedException {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            try {
                Process process = new ProcessBuilder(
                                python, "-c", "import jwt, cryptography, requests, authlib.oidc.core; jwt.PyJWKClient")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor() == 0) {
                    return Optional.of(python);
                }
            } catch (IOException e) {
                // There is none of this name.
            }
        }
        return Optional.empty();
    }
}
