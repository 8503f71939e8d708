package dev.latchkey.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.resource.TestIssuer.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples' own readers of status lists, in Python and JavaScript, meet what the library meets. */
@Timeout(120)
class ExampleValidatorsIT {

    private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

    private static final String PYTHON = """
            import json, sys, jwt
            from issuer_keys import IssuerKeys
            from status_list import StatusLists, Unavailable
            lists = StatusLists(sys.argv[1], IssuerKeys(sys.argv[1]))
            for line in sys.stdin:
                try:
                    lists.check(json.loads(line))
                    print("accepted", flush=True)
                except jwt.InvalidTokenError:
                    print("refused", flush=True)
                except Unavailable:
                    print("unavailable", flush=True)
            """;

    private static final String NODE = """
            import { createInterface } from 'node:readline'
            import { createRemoteJWKSet } from 'jose'
            import { statusLists, Unavailable } from './status-list.js'
            const check = statusLists(process.argv[2], createRemoteJWKSet(new URL(process.argv[2] + '/oauth2/jwks')))
            for await (const line of createInterface({ input: process.stdin })) {
              const refused = (e) => (e instanceof Unavailable ? 'unavailable' : 'refused')
              console.log(await check(JSON.parse(line)).then(() => 'accepted', refused))
            }
            """;

    private final TestIssuer issuer = new TestIssuer();

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void python(@TempDir Path directory) throws Exception {
        String python = Programs.requirePython("jwt, cryptography", "python3-jwt python3-cryptography");
        for (String file : new String[] {"issuer_keys.py", "status_list.py"}) {
            Files.copy(EXAMPLES.resolve("fastapi").resolve(file), directory.resolve(file));
        }
        Files.writeString(directory.resolve("check.py"), PYTHON);
        tryOut(directory, python, "check.py", issuer.issuer());
    }

    @Test
    void node(@TempDir Path directory) throws Exception {
        Programs.requireNpm();
        for (String file : new String[] {"package.json", "package-lock.json", "status-list.js"}) {
            Files.copy(EXAMPLES.resolve("node").resolve(file), directory.resolve(file));
        }
        Files.writeString(directory.resolve("check.js"), NODE);
        assertThat(Programs.runs(directory, "npm", "ci")).as("npm ci").isTrue();
        tryOut(directory, "node", "check.js", issuer.issuer());
    }

    private void tryOut(Path directory, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (Writer claims = process.outputWriter(StandardCharsets.UTF_8);
                BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
                TestIssuer evil = new TestIssuer()) {
            Validator validator = token -> {
                claims.write(token + "\n");
                claims.flush();
                return String.valueOf(answers.readLine());
            };
            assertThat(validator.answer("{}")).isEqualTo("accepted");
            refusesWhatIsNoPlaceInAListOfTheIssuer(validator, evil);
            believesOnlyGoodLists(validator);
        } finally {
            process.destroy();
        }
    }

    /** Asks the other program about the claims of a token. */
    private interface Validator {
        String answer(String claims) throws IOException;
    }

    private void refusesWhatIsNoPlaceInAListOfTheIssuer(Validator validator, TestIssuer evil) throws IOException {
        issuer.answer("/good", issuer.list(issuer.listAt("/good")));
        String good = issuer.uri("/good");
        for (String status :
                new String[] {"null", "1", "\"\"", "[]", "{}", "{\"status_list\":1}", "{\"status_list\":{}}"}) {
            assertThat(validator.answer("{\"status\":" + status + "}"))
                    .as(status)
                    .isEqualTo("refused");
        }
        for (String index : new String[] {"-1", "16", "1e300", "0.5", "\"0\"", "null", "true", "[0]"}) {
            assertThat(validator.answer(claims(index, good))).as(index).isEqualTo("refused");
        }
        for (String uri : new String[] {
            evil.uri("/list"),
            issuer.uri("/../list"),
            issuer.uri("/%2e%2e/list"),
            issuer.uri("/list?a"),
            issuer.issuer() + "@evil/list"
        }) {
            assertThat(validator.answer(claims("0", uri))).as(uri).isEqualTo("refused");
        }
        assertThat(evil.requests("/list") + issuer.requests("/list")).isZero();
    }

    private void believesOnlyGoodLists(Validator validator) throws IOException, InterruptedException {
        for (Map.Entry<String, Answer> hostile : HostileLists.of(issuer).entrySet()) {
            String path = hostile.getKey();
            issuer.answer(path, hostile.getValue());
            assertThat(validator.answer(claims("0", issuer.uri(path)))).as(path).isEqualTo("unavailable");
        }
        assertThat(validator.answer(claims("0", issuer.uri("/good")))).isEqualTo("accepted");
        assertThat(validator.answer(claims("1", issuer.uri("/good")))).isEqualTo("refused");
        issuer.answer("/good", TestIssuer.status(404));
        issuer.awaitRequests("/good", issuer.requests("/good") + 2);
        assertThat(validator.answer(claims("0", issuer.uri("/good"))))
                .as("from the last good list")
                .isEqualTo("accepted");
        assertThat(validator.answer(claims("1", issuer.uri("/good")))).isEqualTo("refused");
    }

    private static String claims(String index, String uri) {
        return "{\"status\":{\"status_list\":{\"idx\":" + index + ",\"uri\":\"" + uri + "\"}}}";
    }
}
