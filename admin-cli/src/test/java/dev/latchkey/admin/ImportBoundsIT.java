package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One user who is too much does not stop the others. */
class ImportBoundsIT {

    @TempDir
    Path directory;

    private final Importing importing = new Importing(() -> directory);

    private static String scopes(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> "scope-" + "x".repeat(90) + i)
                .collect(Collectors.joining(" "));
    }

    @Test
    void scopesThatDoNotFitBesideThoseOfTheGroupAreABadLine() throws IOException {
        Cli cli = Cli.on(importing.settings());
        assertThat(cli.run("group", "add", "readers", "--scope", "read-" + "y".repeat(1000))
                        .exitCode())
                .isZero();
        String lines = "{\"username\":\"ann\"}\n{\"username\":\"big\",\"scopes\":\"" + scopes(35)
                + "\"}\n{\"username\":\"bob\"}\n";
        Result result = importing.run(
                "users.jsonl",
                lines,
                "--group",
                "readers",
                "--errors",
                importing.errors().toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(Files.readString(importing.errors())).startsWith("2\t").contains("4096 characters together");
        assertThat(cli.run("group", "show", "readers", "-o", "json").out()).contains("\"members\":2");
    }

    @Test
    void anEntryOfADirectoryIsBounded() throws IOException {
        String members = IntStream.range(0, 60_000)
                .mapToObj(i -> "member: uid=user" + i + ",dc=example")
                .collect(Collectors.joining("\n"));
        String roles = members.replace("member:", "memberOf:");
        String ldif = "dn: cn=all,dc=example\nobjectClass: groupOfNames\n" + members + "\n\n"
                + "dn: uid=big,dc=example\nobjectClass: person\nuid: big\n" + roles + "\n\n"
                + "dn: uid=ann,dc=example\nobjectClass: person\nuid: ann\n\n";
        Result result = importing.run(
                "people.ldif",
                ldif,
                "--from",
                "ldif",
                "--errors",
                importing.errors().toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(Files.readString(importing.errors())).startsWith("60004\t").contains("The entry is too large");
        assertThat(result.err())
                .contains("no users  1  entries without a name to sign in with")
                .contains("added 1 user");
    }

    @Test
    void anAccountStaysClosedWhenItsLockIsNotRead() throws IOException {
        for (String lock : new String[] {
            "nsAccountLock",
            "loginDisabled",
            "pwdReset",
            "pwdAccountLockedTime",
            "userAccountControl",
            "shadowExpire",
            "accountExpires",
            "krbPrincipalExpiration"
        }) {
            String uid = lock.toLowerCase(Locale.ROOT);
            importing.run(
                    uid + ".ldif",
                    "dn: uid=" + uid + ",dc=example\nobjectClass: person\nuid: " + uid + "\n" + lock
                            + ":< file:///etc/hostname\n",
                    "--from",
                    "ldif");
            assertThat(importing.credentials(uid).disabled()).as(lock).isTrue();
        }
    }

    @Test
    void theListOfIdsMovesNoCursorAndFollowsNoLink() throws IOException {
        Path map = directory.resolve("ids.tsv");
        importing.run("users.jsonl", "{\"username\":\"ann\",\"id\":\"a\\u001b[2J\\tb\"}\n", "--map", map.toString());
        assertThat(Files.readString(map)).contains("a\\u001b[2J\\tb\t").doesNotContain("\u001b");
        Path other = Files.writeString(directory.resolve("precious"), "precious");
        Path link = Files.createSymbolicLink(directory.resolve("link.tsv"), other);
        Result result = importing.run("users.jsonl", "{\"username\":\"bob\",\"id\":\"b\"}\n", "--map", link.toString());
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("symbolic link");
        assertThat(Files.readString(other)).isEqualTo("precious");
    }
}
