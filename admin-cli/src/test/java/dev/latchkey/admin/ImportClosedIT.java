package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an import does with odd values: an account stays closed, a factor is asked for, and no secret is repeated. */
class ImportClosedIT {

    @TempDir
    Path directory;

    private final Importing importing = new Importing(() -> directory);

    private Result keycloak(String user) throws IOException {
        return importing.run("realm.json", "{\"users\":[" + user + "]}", "--from", "keycloak");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nsAccountLock:: VFJVRSA=", "nsAccountLock: yes", "nsAccountLock: false\nnsAccountLock: true"})
    void aLockThatIsNotFalseCloses(String lock) throws IOException {
        String entry = "dn: uid=ann,dc=example\nobjectClass: inetOrgPerson\nuid: ann\n";
        importing.run("people.ldif", entry + lock + "\n", "--from", "ldif");
        assertThat(importing.credentials("ann").disabled()).isTrue();
    }

    @Test
    void aLockThatIsFalseDoesNot() throws IOException {
        importing.run(
                "people.ldif",
                "dn: uid=ann,dc=example\nobjectClass: inetOrgPerson\nuid: ann\nnsAccountLock: FALSE\n",
                "--from",
                "ldif");
        assertThat(importing.credentials("ann").disabled()).isFalse();
    }

    @Test
    void anAnswerAsTextClosesToo() throws IOException {
        keycloak("{\"username\":\"ann\",\"enabled\":\"false\"}");
        assertThat(importing.credentials("ann").disabled()).isTrue();
    }

    @Test
    void anAppWithoutASecretIsAskedForAgain() throws IOException {
        keycloak("""
            {"username":"ann","totp":true,"credentials":[{"type":"otp","secretData":"{\\"value\\":\\"====\\"}",
              "credentialData":"{\\"subType\\":\\"totp\\",\\"digits\\":6,\\"period\\":30,\\"algorithm\\":\\"HmacSHA1\\",\\"secretEncoding\\":\\"BASE32\\"}"}]}
            """);
        assertThat(importing.credentials("ann").secondFactor()).isFalse();
        assertThat(importing.credentials("ann").factorRequired()).isTrue();
    }

    @Test
    void whatTheParserReadIsNotRepeated() throws IOException {
        Result result = keycloak("""
            {"username":"ann","credentials":[{"type":"password","secretData":"TOPSECRETVALUE","credentialData":"{}"}]}
            """);
        assertThat(result.err() + result.out()).doesNotContain("TOPSECRET").contains("not JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+10000-01-01T00:00:00Z", "9999-12-31T23:59:00-01:00", "0001-01-01T00:00:00+18:00"})
    void anEndThatTheDatabaseCannotHaveIsABadLineAndTheOthersAreAdded(String end) throws IOException {
        Result result = importing.run(
                "users.jsonl", "{\"username\":\"ann\",\"valid_until\":\"" + end + "\"}\n{\"username\":\"ben\"}\n");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("line 1").contains("valid_until");
        assertThat(importing.credentials("ben").disabled()).isFalse();
    }
}
