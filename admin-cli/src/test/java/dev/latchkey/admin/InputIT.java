package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.Scopes;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people type: names, ids and things that make no sense. */
class InputIT {

    private static ConnectionSettings settings;
    private static Database database;

    @BeforeAll
    static void open() {
        settings = TestDatabase.fresh();
        database = new Database(DataSources.direct(settings));
    }

    private static Cli cli() {
        return Cli.on(settings);
    }

    @Test
    void aUserIsFoundByNameIdAndBeginningOfAnId() {
        String id = cli().run("user", "add", "found", "--no-password", "-o", "id")
                .out()
                .strip();
        for (String meant :
                List.of("found", "FOUND", id, id.toUpperCase(Locale.ROOT), id.substring(0, 30), id.replace("-", ""))) {
            assertThat(cli().run("user", "show", meant, "-o", "id").out().strip())
                    .isEqualTo(id);
        }
    }

    @Test
    void anAmbiguousBeginningListsItsCandidates() {
        String id = cli().run("user", "add", "one", "--no-password", "-o", "id")
                .out()
                .strip();
        cli().run("user", "add", "two", "--no-password");
        Result result = cli().run("user", "show", id.substring(0, 4));
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err())
                .contains("is the beginning of the id of more than one user: " + id.substring(0, 4))
                .hasLineCount(1);
    }

    @Test
    void twoAdministratorsChangeTheSameUserAndNothingIsLost() throws InterruptedException {
        cli().run("user", "add", "shared", "--no-password");
        var barrier = new CyclicBarrier(8);
        List<Thread> admins = IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofPlatform().start(() -> {
                    await(barrier);
                    Result result = i % 2 == 0
                            ? cli().run("user", "set-scopes", "shared", "--add", "s" + i)
                            : i == 1
                                    ? cli().run("user", "update", "shared", "--email", "s@example.com")
                                    : cli().run("user", "update", "shared", "--name", "Shared");
                    assertThat(result.exitCode()).isZero();
                }))
                .toList();
        for (Thread admin : admins) {
            admin.join();
        }
        assertThat(cli().run("user", "show", "shared", "-o", "json").out())
                .contains("[\"s0\",\"s2\",\"s4\",\"s6\"]", "\"s@example.com\"", "\"full_name\":\"Shared\"");
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        assertThat(cli().run("user", "add", "zo\uFFFD", "--no-password").exitCode())
                .isEqualTo(2);
    }

    @Test
    void whatANameContainsCannotMoveTheCursor() {
        database.transactions()
                .run(() -> database.userChanges()
                        .add(
                                new Username("evil"),
                                new Profile("e\u001b[31m@x", "R\u202eTL\tx\ny\u0007\u009b"),
                                Scopes.NONE,
                                null,
                                Attribution.of("ev\u001bil")));
        for (String format : List.of("table", "tsv", "json", "jsonl")) {
            for (String[] command : List.of(
                    new String[] {"user", "show", "evil"},
                    new String[] {"user", "list", "--limit", "0"},
                    new String[] {"audit", "list"})) {
                String[] args = IntStream.rangeClosed(0, command.length + 1)
                        .mapToObj(i -> i < command.length ? command[i] : i == command.length ? "-o" : format)
                        .toArray(String[]::new);
                Result result = cli().inColour().run(args);
                assertThat(result.out().replaceAll("\u001b\\[\\d*m", ""))
                        .doesNotContainPattern("[\\p{Cntrl}\u202e&&[^\n\t]]");
                assertThat(result.out()).doesNotContain("\u001b[31m@x");
            }
        }
        assertThat(cli().run("user", "show", "evil").out()).contains("R\\u202eTL\\tx\\ny\\u0007\\u009b");
    }

    /** Whatever is typed, there is an answer of one line and no stack trace. */
    @Test
    void fuzz() {
        List<String> nasty = List.of(
                "\u0000",
                "a\u0000b",
                "\u001b[2J",
                "\u202eevil",
                "'; DROP TABLE users; --",
                "-x",
                "--",
                "---",
                "",
                " ",
                "\n",
                "%00",
                "%s%n%d",
                "${sys:user.home}",
                "@/etc/passwd",
                "a".repeat(10_000),
                "\ud83d\ude00",
                "\ud800",
                "日本語",
                "@|bold x|@",
                "../../etc/passwd",
                "alice\tbob",
                "0000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "-1",
                "99999999999999999999");
        List<List<String>> commands = List.of(
                List.of("user", "add", "?", "--no-password"),
                List.of("user", "add", "u", "--no-password", "--email", "?", "--name", "?"),
                List.of("user", "show", "?"),
                List.of("user", "list", "--scope", "?"),
                List.of("user", "list", "--since", "?"),
                List.of("user", "list", "--limit", "?"),
                List.of("user", "set-scopes", "?", "--add", "?"),
                List.of("user", "disable", "?", "--reason", "?"),
                List.of("user", "delete", "?", "--yes"),
                List.of("client", "add", "?", "--grant", "password"),
                List.of("client", "add", "c", "--grant", "?", "--audience", "?", "--origin", "?"),
                List.of("client", "show", "?"),
                List.of("token", "show", "?"),
                List.of("token", "revoke", "?"),
                List.of("audit", "list", "--action", "?", "--actor", "?"),
                List.of("user", "import", "?"),
                List.of("?"),
                List.of("user", "?"),
                List.of("user", "list", "?"),
                List.of("-o", "?", "user", "list"));
        var random = new Random(20_261_123);
        for (List<String> command : commands) {
            for (String word : nasty) {
                check(command.stream()
                        .map(part -> part.equals("?") ? word : part)
                        .toArray(String[]::new));
            }
            for (int i = 0; i < 5; i++) {
                String word = random.ints(1 + random.nextInt(40), 0, 0x3000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
                check(command.stream()
                        .map(part -> part.equals("?") ? word : part)
                        .toArray(String[]::new));
            }
        }
    }

    private static void check(String[] args) {
        Result result = cli().run(args);
        assertThat(result.exitCode()).as(String.join(" ", args)).isBetween(0, 4);
        assertThat(result.err())
                .as(String.join(" ", args))
                .doesNotContain("Exception", "\tat ", "Something went wrong", "SELECT", "INSERT");
        if (result.exitCode() != 0 && !result.err().startsWith("Usage:")) {
            assertThat(result.err()).as(String.join(" ", args)).hasLineCount(1).startsWith("latchkey: ");
            assertThat(Objects.requireNonNull(result.err()).stripTrailing())
                    .doesNotContainPattern("[\\p{Cntrl}\u202e]");
        }
    }
}
