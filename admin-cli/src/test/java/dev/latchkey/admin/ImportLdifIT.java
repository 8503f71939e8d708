package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.credential.Passwords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of a directory. */
class ImportLdifIT {

    private static final String HASH = "$2b$10$X14GPXMerChhexdYHYB3K.2FWcsNB7nopjrPKnGoEL0.w.WIFRROi";

    @TempDir
    Path directory;

    private final Importing importing = new Importing(() -> directory);

    private Result run(String ldif, String... options) throws IOException {
        String[] all = new String[options.length + 4];
        all[0] = "--from";
        all[1] = "ldif";
        all[2] = "--errors";
        all[3] = importing.errors().toString();
        System.arraycopy(options, 0, all, 4, options.length);
        return importing.run("people.ldif", ldif, all);
    }

    private static String entry(String uid, String... lines) {
        return "dn: uid=" + uid + ",dc=example\nobjectClass: person\nuid: " + uid + "\n" + String.join("\n", lines)
                + "\n\n";
    }

    @Test
    void linesAreUnfoldedAndDecoded() throws IOException {
        String hash = Base64.getEncoder().encodeToString(("{CRYPT}" + HASH).getBytes(StandardCharsets.UTF_8));
        String ldif = "version: 1\r\n# a comment\r\n  goes on\r\n\r\n"
                + entry(
                        "ann",
                        "cn;lang-en: Ann",
                        " a Example",
                        "userPassword:: " + hash.substring(0, 20),
                        " " + hash.substring(20),
                        "entryUUID: 9d2b8f6e-5c1a-4f0e-8a57-1f0c5d3e7b42",
                        "jpegPhoto:: /9j/4AAQ",
                        "memberOf: cn=admins,dc=example",
                        "# comment in between",
                        "mail: ann@example.com");
        Result result = run(ldif, "--map-role", "cn=admins,dc=example=write");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(importing.credentials("ann").userId()).hasToString("9d2b8f6e-5c1a-4f0e-8a57-1f0c5d3e7b42");
        assertThat(importing.credentials("ann").passwordHash()).isEqualTo("{bcrypt}" + HASH);
        assertThat(importing.credentials("ann").scopes()).hasToString("write");
        assertThat(Cli.on(importing.settings()).run("user", "list", "-o", "csv").out())
                .contains(",ann,ann@example.com,Anna Example,");
        assertThat(result.err()).contains("left out  1  jpegphoto: has a value that is a URL, no text, or too long\n");
    }

    @Test
    void urlsAreNeverOpenedAndChangesAreRefused() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "{CRYPT}" + HASH);
        Result result = run(entry("url", "userPassword:< file://" + secret)
                + entry("changed", "changetype: add", "userPassword: {CRYPT}" + HASH)
                + entry("folded", "userPassword:: ***")
                + entry("bad line").replace("objectClass", "no colon here\nobjectClass")
                + entry("good", "userPassword: {CRYPT}" + HASH, "jpegPhoto:< file://" + secret));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(Files.readAllLines(importing.errors()))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("1\t").contains("not opened"),
                        line -> assertThat(line).startsWith("6\t").contains("changetype"),
                        line -> assertThat(line).startsWith("12\t").contains("not base64"),
                        line -> assertThat(line).startsWith("17\t").contains("no colon"));
        assertThat(result.err()).startsWith("added 1 user; 0 exist already, 4 bad lines");
        assertThat(importing.credentials("good").passwordHash()).isEqualTo("{bcrypt}" + HASH);
    }

    @Test
    void passwordsInClearNeedAnOptionAndAreHashedAtOnce() throws IOException {
        String ldif = entry("ann", "userPassword: velvet-cactus-44-pond");
        assertThat(run(ldif).exitCode()).isEqualTo(1);
        assertThat(Files.readString(importing.errors()))
                .contains("--allow-plaintext")
                .doesNotContain("velvet");
        Result result = run(ldif, "--allow-plaintext");
        assertThat(result.exitCode()).as(result.err()).isZero();
        String stored = importing.credentials("ann").passwordHash();
        assertThat(stored).startsWith("{argon2}$argon2id$");
        assertThat(new Passwords().verify("velvet-cactus-44-pond", stored).matches())
                .isTrue();
    }

    @Test
    void whatCannotBeVerifiedIsRefusedByName() throws IOException {
        run(entry("a", "userPassword: {SASL}a@example")
                + entry("b", "userPassword: {CRYPT}abJnggxhB/yWI")
                + entry("c", "userPassword: {CRYPT}$y$j9T$abc$def"));
        assertThat(Files.readAllLines(importing.errors()))
                .satisfiesExactly(
                        line -> assertThat(line).contains("kept by another system"),
                        line -> assertThat(line).contains("DES crypt"),
                        line -> assertThat(line).contains("yescrypt"));
    }

    @Test
    void locksKeepAnAccountClosed() throws IOException {
        List<String> locks = List.of(
                "nsAccountLock: TRUE",
                "pwdAccountLockedTime: 000001010000Z",
                "pwdReset: TRUE",
                "loginDisabled: true",
                "userAccountControl: 514",
                "shadowExpire: 1",
                "accountExpires: 116444736000000000",
                "krbPrincipalExpiration: 20200131235959Z",
                "userPassword: {CRYPT}!" + HASH,
                "userPassword: !");
        StringBuilder ldif = new StringBuilder();
        for (int i = 0; i < locks.size(); i++) {
            ldif.append(entry("locked" + i, locks.get(i)));
        }
        List<String> open = List.of(
                "nsAccountLock: FALSE",
                "userAccountControl: 512",
                "shadowExpire: -1",
                "accountExpires: 0",
                "accountExpires: 9223372036854775807",
                "krbPrincipalExpiration: 29990131235959Z",
                "userPassword: {CRYPT}" + HASH);
        for (int i = 0; i < open.size(); i++) {
            ldif.append(entry("open" + i, open.get(i)));
        }
        assertThat(run(ldif.toString()).exitCode()).isZero();
        for (int i = 0; i < locks.size(); i++) {
            assertThat(importing.credentials("locked" + i).disabled())
                    .as(locks.get(i))
                    .isTrue();
        }
        for (int i = 0; i < open.size(); i++) {
            assertThat(importing.credentials("open" + i).disabled())
                    .as(open.get(i))
                    .isFalse();
        }
        assertThat(importing.credentials("locked8").passwordHash()).isEqualTo("{bcrypt}" + HASH);
    }
}
