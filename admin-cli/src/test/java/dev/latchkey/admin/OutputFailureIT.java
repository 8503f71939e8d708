package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a command says, and leaves, when its output cannot be delivered. */
class OutputFailureIT {

    private static final String FULL = "No space left on device";
    private static final String GONE = "Broken pipe";

    private static ConnectionSettings settings;

    @BeforeAll
    static void create() {
        settings = TestDatabase.fresh();
        run("client", "add", "shop", "--grant", "password", "--scope", "read");
        run("client", "add", "app", "--public", "--grant", "password", "--scope", "read");
        run("user", "add", "alice", "--no-password");
    }

    private static void run(String... args) {
        assertThat(Cli.on(settings).run(args).exitCode()).isZero();
    }

    /** Fails as a device does: when it gets the bytes. */
    private record Broken(String reason) {
        OutputStream stream() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException(reason);
                }
            };
        }
    }

    private static Result into(String reason, String... args) {
        return Cli.on(settings).into(new Broken(reason).stream()).run(args);
    }

    private static String state() {
        return JdbcClient.create(DataSources.direct(settings))
                .sql("""
                SELECT concat_ws(' ',
                        (SELECT count(*) FROM clients), (SELECT count(*) FROM users), (SELECT count(*) FROM audit_log),
                        (SELECT string_agg(password_hash, ' ') FROM users))
                """)
                .query(String.class)
                .single();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client add another --grant password --scope read",
                "client rotate-secret shop",
                "user add bob --generate-password",
                "user set-password alice --generate-password"
            })
    void aSecretThatCannotBeShownIsNotMade(String command) {
        for (String format : new String[] {"table", "tsv", "json", "csv"}) {
            String before = state();
            for (String reason : new String[] {FULL, GONE, "Bad file descriptor"}) {
                Result result = into(reason, (command + " -o " + format).split(" "));
                assertThat(result.exitCode()).isEqualTo(1);
                assertThat(result.err())
                        .contains("latchkey: Standard output cannot be written", "nothing was changed")
                        .hasLineCount(1);
                assertThat(state()).isEqualTo(before);
            }
        }
        assertThat(Cli.on(settings).run(command.split(" ")).exitCode())
                .as("the way to a new secret is the same command")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user list",
                "user list -o json",
                "user list -o csv",
                "user show alice",
                "user show alice -o jsonl",
                "client list",
                "client show shop -o json",
                "token list -o json",
                "key list -o json",
                "ban list -o json",
                "audit list",
                "db status",
                "doctor",
                "completion bash",
                "user list --help",
                "--help",
                "--version"
            })
    void aListThatCannotBeWrittenIsAFailure(String command) {
        Result full = into(FULL, command.split(" "));
        assertThat(full.exitCode()).isEqualTo(1);
        assertThat(full.err()).isEqualTo("latchkey: Standard output cannot be written: No space left on device.\n");
        Result gone = into(GONE, command.split(" "));
        assertThat(gone.exitCode()).as("as a program that SIGPIPE ends").isEqualTo(141);
        assertThat(gone.err()).isEmpty();
    }

    @Test
    void aChangeThatIsMadeIsSaidToBeMade() {
        Result result = into(FULL, "user", "disable", "alice", "-o", "json");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("No space left on device. The change was made all the same.");
        assertThat(Cli.on(settings).run("user", "show", "alice").out()).contains("disabled");
        run("user", "enable", "alice");
        assertThat(into(FULL, "user", "disable", "alice", "--dry-run", "-o", "json")
                        .err())
                .doesNotContain("made all the same");
    }

    /** What suits the server suits the command, and what does not is said before anything is done. */
    @Test
    void nothingFailsBetweenTheCommitAndTheExitCode() {
        for (String ttl : new String[] {"PT10S", "10s", "10000", "10000ms", ""}) {
            Result result =
                    Cli.on(settings).with("LATCHKEY_STATUS_LIST_TTL", ttl).run("token", "revoke", "--user", "alice");
            assertThat(result.exitCode()).as(ttl).isZero();
        }
        String before = state();
        for (String variable : new String[] {
            "LATCHKEY_STATUS_LIST_TTL=soon",
            "LATCHKEY_STATUS_LIST_TTL=500ms",
            "LATCHKEY_STATUS_LIST_TTL=P99999999999D",
            "LATCHKEY_STATUSLIST_TTL=soon",
            "LATCHKEY_STATUS_LIST_ENABLED=perhaps"
        }) {
            String name = variable.substring(0, variable.indexOf('='));
            String value = variable.substring(name.length() + 1);
            for (String command : new String[] {
                "user disable alice",
                "user set-password alice --generate-password",
                "user delete alice --yes",
                "client disable app",
                "client delete app --yes",
                "token revoke --user alice",
                "token revoke --client app",
                "token revoke --all --yes"
            }) {
                Result result = Cli.on(settings).with(name, value).run(command.split(" "));
                assertThat(result.exitCode()).as(variable + " " + command).isEqualTo(2);
                assertThat(result.err())
                        .contains(name + " is '" + value + "': it has to be ")
                        .hasLineCount(1);
            }
        }
        assertThat(state()).as("nothing was changed").isEqualTo(before);
    }
}
