package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.core.key.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Users from another system: what they get, what stays closed, and what is told. */
class ImportFromIT {

    private static final String ID = "9d2b8f6e-5c1a-4f0e-8a57-1f0c5d3e7b42";

    @TempDir
    Path directory;

    private final Importing importing = new Importing(() -> directory);
    private final String masterKey = MasterKey.generate();

    private JdbcClient sql() {
        return JdbcClient.create(DataSources.direct(importing.settings()));
    }

    private Result keycloak(String users, String... options) throws IOException {
        return importing.run("realm.json", "{\"realm\":\"shop\",\"users\":[" + users + "]}", with("keycloak", options));
    }

    private static String[] with(String from, String... options) {
        String[] all = new String[options.length + 2];
        all[0] = "--from";
        all[1] = from;
        System.arraycopy(options, 0, all, 2, options.length);
        return all;
    }

    @Test
    void rolesBecomeScopesWhereTheAdministratorSaysSo() throws IOException {
        Cli.on(importing.settings()).run("group", "add", "staff", "--scope", "reports");
        String users = """
            {"username":"ann","realmRoles":["admin","user"],"clientRoles":{"shop":["buyer"]}},
            {"username":"ben","groups":["/staff"],"attributes":{"a":["b"]}}
            """;
        Result result = keycloak(
                users, "--map-role", "admin=write", "--map-role", "shop/buyer=buy", "--map-role", "cn=x,dc=y=z");
        assertThat(result.err())
                .contains("left out  1  roles: without --map-role are not imported\n")
                .contains("left out  1  attributes: are not imported\n")
                .contains("left out  1  groups: are not imported")
                .endsWith("1 of them has no scope, so that clients get none for them: --scope or --map-role gives"
                        + " some.\n");
        assertThat(importing.credentials("ann").scopes()).hasToString("buy write");
        result = keycloak("{\"username\":\"cid\"}", "--scope", "read", "--group", "staff");
        assertThat(result.err()).doesNotContain("no scope");
        assertThat(importing.credentials("cid").scopes()).hasToString("read reports");
        assertThat(keycloak("{\"username\":\"dot\"}", "--group", "nowhere").exitCode())
                .isEqualTo(3);
    }

    @Test
    void accountsThatWereClosedStayClosed() throws IOException {
        keycloak("""
            {"username":"off","enabled":false},
            {"username":"told","enabled":true,"requiredActions":["UPDATE_PASSWORD"]},
            {"username":"on","enabled":true,"requiredActions":["VERIFY_EMAIL"]}
            """);
        assertThat(importing.credentials("off").disabled()).isTrue();
        assertThat(importing.credentials("told").disabled()).isTrue();
        assertThat(importing.credentials("on").disabled()).isFalse();
        String hash = "$2b$10$X14GPXMerChhexdYHYB3K.2FWcsNB7nopjrPKnGoEL0.w.WIFRROi";
        importing.run("locked.htpasswd", "bang:!" + hash + "\nopen:" + hash + "\nstar:*\n", with("htpasswd"));
        assertThat(importing.credentials("bang").disabled()).isTrue();
        assertThat(importing.credentials("bang").passwordHash()).isEqualTo("{bcrypt}" + hash);
        assertThat(importing.credentials("star").disabled()).isTrue();
        assertThat(importing.credentials("open").disabled()).isFalse();
    }

    @Test
    void noUserComesWithFewerFactorsThanBefore() throws IOException {
        String app = """
            {"type":"otp","secretData":"{\\"value\\":\\"abcdefghij1234567890\\"}","credentialData":"{\\"subType\\":\\"totp\\",\\"digits\\":%s,\\"counter\\":0,\\"period\\":30,\\"algorithm\\":\\"HmacSHA1\\"}"}
            """;
        Database database = new Database(DataSources.direct(importing.settings()));
        database.keyChanges().createMissing(MasterKey.parse(masterKey), Attribution.of("test"));
        Path realm = Files.writeString(
                directory.resolve("factors.json"),
                "{\"users\":[{\"username\":\"app\",\"totp\":true,\"credentials\":[" + app.formatted("6") + "]},"
                        + "{\"username\":\"long\",\"totp\":true,\"credentials\":[" + app.formatted("8") + "]},"
                        + "{\"username\":\"key\",\"credentials\":[{\"type\":\"webauthn\",\"secretData\":\"{}\","
                        + "\"credentialData\":\"{}\"}]},"
                        + "{\"username\":\"asked\",\"requiredActions\":[\"CONFIGURE_TOTP\"]},"
                        + "{\"username\":\"none\"}]}");
        Result result = Cli.on(importing.settings())
                .with("LATCHKEY_MASTER_KEY", masterKey)
                .run(
                        "user",
                        "import",
                        "--from",
                        "keycloak",
                        realm.toString(),
                        "--errors",
                        importing.errors().toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(importing.credentials("app").secondFactor()).isTrue();
        assertThat(importing.credentials("app").factorRequired()).isFalse();
        for (String user : new String[] {"long", "key", "asked"}) {
            assertThat(importing.credentials(user).secondFactor()).as(user).isFalse();
            assertThat(importing.credentials(user).factorRequired()).as(user).isTrue();
        }
        assertThat(importing.credentials("none").factorRequired()).isFalse();
        assertThat(Files.readAllLines(importing.errors()))
                .filteredOn(line -> line.contains("Not carried over: second factor ("))
                .hasSize(3);
        assertThat(sql().sql("SELECT count(*) FROM audit_log WHERE action = 'factor.import'")
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test
    void aSecondHolderOfAVerifiedAddressIsUnverifiedAndReported() throws IOException {
        String users = """
            {"username":"one","email":"same@example.com","emailVerified":true},
            {"username":"two","email":"Same@Example.com","emailVerified":true},
            {"username":"three","email":"other@example.com","emailVerified":false}
            """;
        String many = users
                + IntStream.range(0, 1_000)
                        .mapToObj(i -> ",{\"username\":\"u" + i + "\"}")
                        .collect(Collectors.joining())
                + ",{\"username\":\"last\",\"email\":\"same@example.com\",\"emailVerified\":true}";
        for (String[] options : new String[][] {{"--dry-run"}, {}}) {
            String[] all = new String[options.length + 2];
            System.arraycopy(options, 0, all, 0, options.length);
            all[options.length] = "--errors";
            all[options.length + 1] = importing.errors().toString();
            Result result = keycloak(many, all);
            assertThat(result.exitCode()).isZero();
            assertThat(result.err())
                    .contains("kept      1  email_verified\n", "kept      4  email\n")
                    .contains("left out  2  email_verified: another user has verified the address\n");
            assertThat(Files.readString(importing.errors()))
                    .containsPattern("(?m)^\\d+\t.*email_verified \\(another user has verified the address\\)\\.$");
        }
        assertThat(sql().sql("SELECT string_agg(username, ' ') FROM users WHERE email_verified_at IS NOT NULL")
                        .query(String.class)
                        .single())
                .isEqualTo("one");
    }

    @Test
    void nothingThatExistsChanges() throws IOException {
        keycloak("{\"id\":\"" + ID + "\",\"username\":\"ann\",\"email\":\"a@example.com\"}");
        String before = users();
        Result result = keycloak(
                "{\"id\":\"" + ID.replace('9', '8') + "\",\"username\":\"ann\"}," + "{\"id\":\"" + ID
                        + "\",\"username\":\"other\"}",
                "--errors",
                importing.errors().toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(Files.readString(importing.errors()))
                .contains("There is a user of this name already, with another id.")
                .contains("The id belongs to another user or client already.");
        result = keycloak("{\"id\":\"" + ID + "\",\"username\":\"ann\",\"email\":\"new@example.com\"}");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).startsWith("added 0 users; 1 exists already, 0 bad lines\n");
        assertThat(users()).isEqualTo(before);
        assertThat(keycloak("{\"username\":\"twin\"},{\"username\":\"TWIN\"}").exitCode())
                .isEqualTo(1);
    }

    private String users() {
        return sql().sql("SELECT string_agg(u::text, ' ') FROM users u")
                .query(String.class)
                .single();
    }

    @Test
    void oldIdsAreListedAlsoWhenTheSecondRunFindsTheUsers() throws IOException {
        String lines = "{\"id\":\"4711\",\"username\":\"ann\"}\n{\"id\":\"" + ID + "\",\"username\":\"ben\"}\n";
        Path map = directory.resolve("ids.tsv");
        for (int run = 0; run < 2; run++) {
            Result result = importing.run("ids.jsonl", lines, "--map", map.toString());
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(Files.readAllLines(map))
                    .containsExactly(
                            "old_id\tid\tusername",
                            "4711\t" + importing.credentials("ann").userId() + "\tann");
        }
        assertThat(importing.credentials("ben").userId()).hasToString(ID);
        assertThat(importing.run("ids.jsonl", lines).exitCode()).isEqualTo(1);
    }

    @Test
    void aFileWithoutUsersIsAMistake() throws IOException {
        Result result = keycloak("");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).endsWith("There is no user in realm.json.\n");
        assertThat(importing
                        .run("some.json", "{\"realm\":\"a\"}", with("keycloak"))
                        .exitCode())
                .isEqualTo(1);
        assertThat(importing
                        .run("half.json", "{\"users\":[{\"username\":\"ok\"},{\"user", with("keycloak"))
                        .err())
                .contains("From here on the file is not JSON.", "added 1 user; 0 exist already, 1 bad line\n");
        assertThat(importing.run("empty.ldif", "", with("ldif")).exitCode()).isEqualTo(1);
        assertThat(importing
                        .run("odd.json", "[1,{\"username\":\"fine\"}]", with("keycloak"))
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void theNameIsTheAddressOnRequest() throws IOException {
        keycloak("{\"username\":\"x1\",\"email\":\"Ann@example.com\"}", "--username-from", "email");
        assertThat(importing.credentials("ann@example.com").disabled()).isFalse();
        assertThat(keycloak("{\"username\":\"x2\"}", "--username-from", "email").err())
                .contains("There is no email address.");
    }

    @Test
    void weakHashesAreHashedAgainAndTheTimeIsTold() throws IOException {
        String file = "carol:{SHA}Rr/4poY7O+rGkac5Nc5NAlrWRL8=\nbob:$apr1$zh5rN4O1$7gkCj1WdqebkT7KylGLuT.\n";
        Result dry = importing.run("users.htpasswd", file, with("htpasswd", "--dry-run"));
        assertThat(dry.err())
                .containsPattern(
                        "^2 passwords are in clear or have weak hashes: hashing them would take about \\d+ s, \\d at"
                                + " a time.\nwould have added 2 users;");
        Result result = importing.run("users.htpasswd", file, with("htpasswd"));
        assertThat(result.err()).containsPattern("^2 passwords are in clear or have weak hashes: hashing them takes");
        String stored = importing.credentials("carol").passwordHash();
        assertThat(stored).startsWith("{argon2+digest}$sha1$$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(sql().sql("SELECT string_agg(password_hash, ' ') FROM users")
                        .query(String.class)
                        .single())
                .doesNotContain("Rr/4poY7", "7gkCj1Wd");
        assertThat(new Passwords().verify("copper-meadow-63-bell", stored).matches())
                .isTrue();
        // What is there is not hashed again, so nothing is told.
        assertThat(importing.run("users.htpasswd", file, with("htpasswd")).err())
                .startsWith("added 0 users; 2 exist");
        assertThat(importing.credentials("carol").passwordHash()).isEqualTo(stored);
    }

    @Test
    void auth0sTwoFilesAreJoinedByTheId() throws IOException {
        String hash = "$2b$10$X14GPXMerChhexdYHYB3K.2FWcsNB7nopjrPKnGoEL0.w.WIFRROi";
        StringBuilder hashes = new StringBuilder();
        StringBuilder profiles = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            String oid = String.format("60425dc43519d90068f8%04x", i);
            hashes.insert(
                    0,
                    "{\"_id\":{\"$oid\":\"" + oid + "\"},\"email\":\"u" + i
                            + "@example.com\",\"email_verified\":true,\"passwordHash\":\"" + hash + "\"}\n");
            if (i > 0) {
                profiles.append(
                        "{\"user_id\":\"auth0|" + oid + "\",\"email\":\"u" + i + "@example.com\",\"name\":\"User "
                                + i + "\",\"email_verified\":" + (i % 2 == 0) + ",\"blocked\":" + (i == 7)
                                + (i == 8 ? ",\"multifactor\":[\"guardian\"]" : "") + "}\n");
            }
        }
        profiles.append("{\"user_id\":\"google-oauth2|1\",\"email\":\"g@example.com\"}\n");
        Path secrets = Files.writeString(directory.resolve("hashes.ndjson"), hashes);
        Path map = directory.resolve("ids.tsv");
        Result result = importing.run(
                "profiles.ndjson", profiles.toString(), with("auth0", secrets.toString(), "--map", map.toString()));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err())
                .startsWith("added 2001 users; 0 exist already, 0 bad lines")
                .contains("left out  1  password: is kept by another provider\n", "kept      2000  password\n");
        assertThat(importing.credentials("u1999@example.com").passwordHash()).isEqualTo("{bcrypt}" + hash);
        // Of the file of hashes only.
        assertThat(importing.credentials("u0@example.com").passwordHash()).isEqualTo("{bcrypt}" + hash);
        assertThat(importing.credentials("u7@example.com").disabled()).isTrue();
        assertThat(importing.credentials("u8@example.com").factorRequired()).isTrue();
        assertThat(new Database(DataSources.direct(importing.settings()))
                        .users()
                        .findPerson(importing.credentials("u2@example.com").userId())
                        .orElseThrow()
                        .profile()
                        .fullName())
                .isEqualTo("User 2");
        assertThat(Files.readAllLines(map)).hasSize(2_002).anyMatch(line -> line.startsWith("auth0|60425dc4"));
    }
}
