package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.key.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of Django, whose second factors are objects of their own. */
class ImportDjangoIT {

    private static final String MASTER_KEY = MasterKey.generate();

    private static final String DUMP = """
            [
            {"model":"auth.user","pk":1,"fields":{"username":"app","password":""}},
            {"model":"auth.user","pk":2,"fields":{"username":"long","password":""}},
            {"model":"auth.user","pk":3,"fields":{"username":"key","password":""}},
            {"model":"auth.user","pk":4,"fields":{"username":"begun","password":""}},
            {"model":"auth.user","pk":5,"fields":{"username":"none","password":""}},
            {"model":"otp_totp.totpdevice","pk":1,"fields":{"user":1,"confirmed":true,
              "key":"2a2bbba1092ffdd25a328ad1a0a5f5d61d7aacc4","step":30,"t0":0,"digits":6,"tolerance":1,"drift":0}},
            {"model":"otp_totp.totpdevice","pk":2,"fields":{"user":2,"confirmed":true,
              "key":"2a2bbba1092ffdd25a328ad1a0a5f5d61d7aacc4","step":30,"t0":0,"digits":8,"tolerance":1,"drift":0}},
            {"model":"mfa.authenticator","pk":1,"fields":{"user":3,"type":"webauthn","data":{}}},
            {"model":"otp_totp.totpdevice","pk":3,"fields":{"user":4,"confirmed":false,
              "key":"2a2bbba1092ffdd25a328ad1a0a5f5d61d7aacc4","step":30,"t0":0,"digits":6,"tolerance":1,"drift":0}},
            {"model":"otp_static.staticdevice","pk":1,"fields":{"user":5,"confirmed":true}}
            ]
            """;

    /** As with {@code --natural-foreign}: a user is named by what it signs in with. */
    private static final String NATURAL = """
            [
            {"model":"auth.user","pk":1,"fields":{"username":"app","password":""}},
            {"model":"auth.user","pk":2,"fields":{"username":"key","password":""}},
            {"model":"own.user","pk":3,"fields":{"username":"mail","email":"mail@example.com","password":""}},
            {"model":"auth.user","pk":4,"fields":{"username":"object","password":""}},
            {"model":"auth.user","pk":5,"fields":{"username":"none","password":""}},
            {"model":"otp_totp.totpdevice","pk":1,"fields":{"user":["app"],"confirmed":true,
              "key":"2a2bbba1092ffdd25a328ad1a0a5f5d61d7aacc4","step":30,"t0":0,"digits":6,"tolerance":1,"drift":0}},
            {"model":"mfa.authenticator","pk":1,"fields":{"user":["key"],"type":"webauthn","data":{}}},
            {"model":"mfa.authenticator","pk":2,"fields":{"user":["mail@example.com"],"type":"webauthn","data":{}}},
            {"model":"otp_totp.totpdevice","pk":3,"fields":{"user":["object"],"confirmed":true,
              "key":{"a":1},"step":30.5,"t0":0,"digits":6,"tolerance":1,"drift":0}}
            ]
            """;

    @TempDir
    Path directory;

    private Importing importing;

    @BeforeEach
    void prepare() {
        importing = new Importing(() -> directory);
    }

    private Result imported(String content) throws IOException {
        Path dump = Files.writeString(directory.resolve("dump.json"), content);
        return Cli.on(importing.settings())
                .with("LATCHKEY_MASTER_KEY", MASTER_KEY)
                .run("user", "import", "--from", "django", dump.toString());
    }

    private void createKeys() {
        new Database(DataSources.direct(importing.settings()))
                .keyChanges()
                .createMissing(MasterKey.parse(MASTER_KEY), Attribution.of("test"));
    }

    @Test
    void noUserComesWithFewerFactorsThanBefore() throws IOException {
        createKeys();
        Result result = imported(DUMP);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(importing.credentials("app").secondFactor()).isTrue();
        assertThat(importing.credentials("app").factorRequired()).isFalse();
        for (String user : new String[] {"long", "key"}) {
            assertThat(importing.credentials(user).factorRequired()).as(user).isTrue();
        }
        for (String user : new String[] {"begun", "none"}) {
            assertThat(importing.credentials(user).factorRequired()).as(user).isFalse();
        }
    }

    @Test
    void aNaturalKeyNamesTheUserOfAFactor() throws IOException {
        createKeys();
        Result result = imported(NATURAL);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(importing.credentials("app").secondFactor()).isTrue();
        for (String user : new String[] {"key", "mail", "object"}) {
            assertThat(importing.credentials(user).factorRequired()).as(user).isTrue();
        }
        assertThat(importing.credentials("none").factorRequired()).isFalse();
    }

    @Test
    void aFactorOfNoKnownUserIsABadLine() throws IOException {
        Result result = imported(NATURAL.replace("[\"key\"]", "[\"key\",\"tenant\"]"));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("The user of the second factor is neither a key nor a name in a list");
    }

    /** As with {@code --natural-primary} alone. */
    @Test
    void aUserWithoutTheKeyThatFactorsNameIsABadLine() throws IOException {
        Result result = imported(DUMP.replaceAll("\"auth.user\",\"pk\":\\d,", "\"auth.user\","));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("The user has no pk, by which second factors name their users");
    }
}
