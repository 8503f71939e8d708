package dev.latchkey.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A password in a URL is in nothing that is said of it, wherever it stands. */
class DatabaseUrlTest {

    private static final String SECRET = "hunter2-secret";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://owner:hunter2-secret@host:5533/db",
                "jdbc:postgresql://owner:hunter2-secret@host/db",
                "jdbc:postgresql://owner%3Ahunter2-secret%40host/db",
                "jdbc:postgresql://owner:hunter2-secret/x@host/db",
                "jdbc:postgresql://owner:hunter2-secret?x@host/db",
                "jdbc:postgresql://one,owner:hunter2-secret@two/db",
                "jdbc:postgresql:owner:hunter2-secret@host/db"
            })
    void aLoginBeforeTheHostIsRefusedWithTheSettingsForIt(String url) {
        assertThat(DatabaseUrl.fault(url))
                .hasValueSatisfying(fault -> assertThat(fault)
                        .contains("LATCHKEY_DB_USER", "LATCHKEY_DB_PASSWORD")
                        .doesNotContain(SECRET));
        assertThat(new ConnectionSettings(url, null, SECRET).toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://owner:hunter2-secret@host/db",
                "jdbc:postgresql://host?password=hunter2-secret",
                "jdbc:postgresql://host/db/more?password=hunter2-secret",
                "jdbc:postgresql://host:port/db?password=hunter2-secret",
                "jdbc:postgresql://host:70000/db?password=hunter2-secret",
                "jdbc:postgresql://host/db?password=hunter2-secret%"
            })
    void whatTheDriverCannotReadIsRefusedWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> DataSources.direct(new ConnectionSettings(url, null, null)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("The URL of the database ")
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://host/db",
                "jdbc:postgresql://host:5432,[::1]:5433,10.0.0.1/db?targetServerType=primary",
                "jdbc:postgresql:///db",
                "jdbc:postgresql:db",
                "jdbc:postgresql://host/my%40db",
                "jdbc:postgresql://host/a@b",
                "jdbc:postgresql://host/db?user=owner&password=a@b:c/d",
                "jdbc:postgresql://host/"
            })
    void whatTheDriverReadsIsLeftToIt(String url) {
        assertThat(DatabaseUrl.fault(url)).isEmpty();
        DataSources.direct(new ConnectionSettings(url, null, null));
    }

    @Test
    void whatTheDriverThrowsHasNoSecretInIt() {
        for (String url : new String[] {
            "jdbc:postgresql://hunter2-secret.invalid/db?password=hunter2-secret",
            "jdbc:postgresql://hunter2-secret.invalid/db?sslpassword=hunter2%2Dsecret",
            "jdbc:postgresql://hunter2-secret.invalid/db"
        }) {
            ConnectionSettings settings = new ConnectionSettings(url, "owner", url.contains("?") ? null : SECRET);
            assertThatThrownBy(() -> DataSources.direct(settings).getConnection())
                    .isInstanceOf(SQLException.class)
                    .satisfies(thrown -> assertThat(Stream.iterate(thrown, Objects::nonNull, Throwable::getCause))
                            .allSatisfy(cause -> assertThat(String.valueOf(cause.getMessage()))
                                    .doesNotContain(SECRET)))
                    .satisfies(thrown -> assertThat(DatabaseFailure.of(thrown))
                            .hasValueSatisfying(
                                    failure -> assertThat(failure.kind()).isEqualTo(DatabaseFailure.Kind.UNAVAILABLE)));
        }
    }

    @Test
    void aShortSecretIsTakenOutAsAWord() {
        Redaction redaction = new Redaction(new ConnectionSettings("jdbc:postgresql://h/d", "owner", "pw"));
        assertThat(redaction.clean("\"pw\" at pwned.example:pw@h")).isEqualTo("\"…\" at pwned.example:…@h");
        Redaction owner = new Redaction(new ConnectionSettings("jdbc:postgresql://h/d", "owner", "owner"));
        assertThat(owner.clean("user \"owner\"")).isEqualTo("user \"owner\"");
    }
}
