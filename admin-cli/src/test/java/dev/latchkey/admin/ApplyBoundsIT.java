package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is too large, too old or without an end, and a commit that fails. */
class ApplyBoundsIT {

    @TempDir
    private Path directory;

    private Applying on;

    @BeforeEach
    void create() {
        on = new Applying(directory);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSecretIsNotReadFromAPipeOrADevice() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", on.file("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        for (String file : new String[] {"pipe", "/dev/zero", "."}) {
            Result result = on.apply(Applying.BATCH + "    secret_file: " + file + "\n", "--yes");
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("it.yaml:5:5: The file ").contains(" is no regular file.");
        }
    }

    @Test
    void aTimeBefore1970IsRefused() {
        for (String time : new String[] {"1969-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z"}) {
            Result result = on.apply(Applying.BATCH + "    tokens_not_before: \"" + time + "\"\n", "--yes");
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("it.yaml:5:5: A time before 1970");
        }
        assertThat(on.apply(Applying.BATCH + "    tokens_not_before: \"+999999999-12-31T00:00:00Z\"\n", "--yes")
                        .err())
                .contains("is in the future");
    }

    @Test
    void lifetimesAreWrittenAsOptionsHaveThem() {
        String client = "version: 1\nclients:\n  - client_id: app\n    confidential: false\n"
                + "    grant_types: [refresh_token]\n    access_token_lifetime: ";
        on.applied(client + "10m\n");
        assertThat(on.export()).contains("    access_token_lifetime: 600\n");
        assertThat(on.applied(client + "600\n").err()).isEqualTo("nothing to change\n");
        for (String wrong : new String[] {"25h", "10 m", "\"600\"", "0s"}) {
            assertThat(on.apply(client + wrong + "\n", "--yes").err())
                    .contains(
                            "it.yaml:6:28: 'access_token_lifetime' has to be a number from 1 to 86400, in seconds, or");
        }
    }

    @Test
    void aRehearsalTellsWhatTheChangeWillNeed() {
        Result dry = on.apply(Applying.BATCH, "--dry-run");
        assertThat(dry.exitCode()).isZero();
        assertThat(dry.err()).contains("A secret is made for batch").contains("add --secrets-out FILE");
        assertThat(on.apply(Applying.BATCH).err())
                .contains("There is no terminal to ask at: add --yes")
                .doesNotContain("undone");
    }

    @Test
    void whatNeedsNoAnswerIsToldWithoutATerminalToo() {
        String missing = on.file("missing.yaml").toString();
        assertThat(on.cli().run("apply", missing).err()).isEqualTo("latchkey: There is no file " + missing + ".\n");
        assertThat(on.apply("version: 1\nscopes: [\n").err()).doesNotContain("--yes");
        String file = "version: 1\nscopes:\n  - scope: read\n    description: Read\n";
        Result asked = on.apply(file);
        assertThat(asked.exitCode()).isEqualTo(2);
        assertThat(asked.out()).contains("description\t\tRead");
        assertThat(asked.err())
                .contains("There is no terminal to ask at: add --yes")
                .hasLineCount(1);
        on.applied(file);
        Result again = on.apply(file);
        assertThat(again.exitCode()).isZero();
        assertThat(again.err()).isEqualTo("nothing to change\n");
        Result piped = on.cli().input(file).run("apply", "-");
        assertThat(piped.exitCode()).isZero();
        assertThat(piped.err()).isEqualTo("nothing to change\n");
    }

    private static String scopes(String prefix, int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> prefix + "-" + "x".repeat(90) + i)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    @Test
    void scopesOfAGroupThatAMemberHasNoRoomForAreRefused() {
        on.applied("version: 1\ngroups:\n  - name: many\n  - name: more\n    scopes: " + scopes("more", 30) + "\n");
        for (String[] command : new String[][] {
            {"user", "add", "ann", "--no-password"},
            {"group", "add-member", "many", "ann"},
            {"group", "add-member", "more", "ann"}
        }) {
            assertThat(on.cli().run(command).exitCode()).isZero();
        }
        Result result =
                on.apply("version: 1\ngroups:\n  - name: many\n    scopes: " + scopes("many", 30) + "\n", "--yes");
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err())
                .contains("The group 'many' cannot be changed so")
                .contains("at most 4096 characters together")
                .contains("Nothing was changed");
    }

    /** A check at the commit stands for a database that fails then. */
    @Test
    void theFileOfSecretsGoesWhenTheCommitFails() {
        on.jdbc.sql("""
                CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no commit'; END $$
                """).update();
        on.jdbc.sql("""
                CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON clients DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION fail()
                """).update();
        Path out = on.file("secrets.jsonl");
        Result result = on.apply(Applying.BATCH, "--yes", "--secrets-out", out.toString());
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.err()).contains("Nothing was stored: the file " + out + " was deleted again.");
        assertThat(result.err()).doesNotContain("the secret above");
        assertThat(out).doesNotExist();
        assertThat(on.database.clients().findAll()).isEmpty();
    }
}
