package dev.latchkey.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the examples answer to tokens that a Latchkey would not sign at the moment. */
@Timeout(120)
class ExampleServersIT {

    private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

    private static final String PYTHON = """
            import sys
            from fastapi import HTTPException
            from fastapi.security import SecurityScopes
            from main import get_current_user
            for line in sys.stdin:
                try:
                    get_current_user(SecurityScopes(["read"]), line.strip())
                    print(200, flush=True)
                except HTTPException as e:
                    print(e.status_code, flush=True)
            """;

    private final TestIssuer issuer = new TestIssuer();

    @AfterEach
    void stop() {
        issuer.close();
    }

    /** A resource server that runs: the status code that it answers to a token. */
    private interface Example extends AutoCloseable {
        String answer(String token);

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
            public String answer(String token) {
                try {
                    tokens.write(token + "\n");
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

    private Process start(Path directory, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("ISSUER", issuer.issuer());
        builder.environment().put("AUDIENCE", "https://api.example");
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
                    .isEqualTo("401");
        }
    }

    @Test
    void fastApiAsksForMadeUpKeysNoMoreThanTwice() {
        try (Example example = fastApi()) {
            asksForMadeUpKeysNoMoreThanTwice(example);
        }
    }

    private void asksForMadeUpKeysNoMoreThanTwice(Example example) {
        assertThat(example.answer(token(issuer.accessToken()))).isEqualTo("200");
        for (int i = 0; i < 50; i++) {
            ECKey madeUp = TestIssuer.newKey("made-up-" + i);
            assertThat(example.answer(TestIssuer.sign(madeUp, "JWT", issuer.accessToken())))
                    .isEqualTo("401");
        }
        assertThat(issuer.requests("/oauth2/jwks")).isLessThanOrEqualTo(2);
        assertThat(example.answer(token(issuer.accessToken()))).isEqualTo("200");
    }

    private String token(JWTClaimsSet.Builder claims) {
        return TestIssuer.sign(issuer.key(), "JWT", claims.claim("scope", "read"));
    }
}
