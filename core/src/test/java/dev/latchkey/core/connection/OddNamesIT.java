package dev.latchkey.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Databases, roles and passwords with characters that mean something in a URL, in SQL or in a shell. */
class OddNamesIT {

    private static final ConnectionSettings OWNER = TestDatabase.empty();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Prod-DB 1 | o-brien.2 | p@ss:w/o?r#d%41&x=y",
                "we\"ird;--  | Ünïcode | пароль \\ $HOME",
                "100% | role with space | {\"json\": \"'\"}",
            })
    void theSchemaIsMadeAndRead(String database, String role, String password) {
        JdbcClient sql = JdbcClient.create(DataSources.direct(OWNER));
        sql.sql("CREATE ROLE " + identifier(role) + " LOGIN PASSWORD '" + password.replace("'", "''") + "'")
                .update();
        sql.sql("CREATE DATABASE " + identifier(database) + " OWNER " + identifier(role) + " TEMPLATE template0")
                .update();
        String url = OWNER.url()
                .replaceFirst(
                        "/\\w+(?=\\?|$)",
                        "/"
                                + URLEncoder.encode(database, StandardCharsets.UTF_8)
                                        .replace("+", "%20"));
        var settings = new ConnectionSettings(url, role, password);
        assertThat(Migrations.migrate(settings)).isPositive();
        assertThat(SchemaVersion.read(JdbcClient.create(DataSources.direct(settings)))
                        .current())
                .isEqualTo(SchemaVersion.EXPECTED);
    }

    @Test
    void aQuoteInTheNameOfTheRoleThatMigratesIsRefusedInPlainWords() {
        JdbcClient.create(DataSources.direct(OWNER))
                .sql("CREATE ROLE \"o'brien\" SUPERUSER LOGIN PASSWORD 'of-a-role'")
                .update();
        ConnectionSettings empty = TestDatabase.empty();
        assertThatThrownBy(() -> Migrations.migrate(new ConnectionSettings(empty.url(), "o'brien", "of-a-role")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The database role \"o'brien\" has a quote in its name, which migrations cannot handle:"
                        + " use another role.");
    }

    private static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
