package dev.latchkey.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.jdbc.Primary;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What sessions are like that are opened for Latchkey. */
class DataSourcesIT {

    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(2), Duration.ofMillis(7500), Duration.ofSeconds(10));

    private final ConnectionSettings settings = TestDatabase.fresh();

    @Test
    void aServersSessionsHaveItsSettings() throws SQLException {
        DataSource dataSource = DataSources.forServer(settings, TIMEOUTS);
        assertThat(setting(dataSource, "plan_cache_mode")).isEqualTo("force_generic_plan");
        assertThat(setting(dataSource, "enable_seqscan")).isEqualTo("off");
        assertThat(setting(dataSource, "statement_timeout")).isEqualTo("7500ms");
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(10_000);
        }
    }

    @Test
    void whatTheUrlSaysWins() throws SQLException {
        DataSource dataSource = DataSources.forServer(
                with("options=-c%20statement_timeout=6s%20-c%20work_mem=5MB&socketTimeout=20&ApplicationName=mine"),
                TIMEOUTS);
        assertThat(setting(dataSource, "statement_timeout")).isEqualTo("6s");
        assertThat(setting(dataSource, "work_mem")).isEqualTo("5MB");
        assertThat(setting(dataSource, "plan_cache_mode")).isEqualTo("force_generic_plan");
        assertThat(setting(dataSource, "application_name")).isEqualTo("mine");
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(20_000);
        }
    }

    @Test
    void aLoginTimeoutInTheUrlWins() throws IOException {
        // Accepts connections and never says a word.
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            DataSource dataSource = DataSources.direct(new ConnectionSettings(
                    "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x?loginTimeout=1&connectTimeout=1",
                    "x",
                    "x"));
            long start = System.nanoTime();
            assertThatThrownBy(dataSource::getConnection).isInstanceOf(SQLException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Timeouts.DEFAULT.login().minusMillis(100));
        }
    }

    @Test
    void aServerThatCannotWriteIsNotConnectedTo() {
        String readOnly = "options=-c%20default_transaction_read_only=on";
        for (DataSource dataSource : List.of(
                DataSources.direct(with(readOnly)),
                DataSources.forServer(with(readOnly), TIMEOUTS),
                DataSources.direct(with(readOnly + "&targetServerType=primary")))) {
            assertThatThrownBy(dataSource::getConnection)
                    .satisfies(e -> assertThat(DatabaseFailure.of(e))
                            .contains(
                                    new DatabaseFailure(DatabaseFailure.Kind.READ_ONLY, NotPrimaryException.MESSAGE)));
        }
    }

    @Test
    void aDiagnosisReadsAlsoWhereNothingCanBeWrittenAndNeverWrites() throws SQLException {
        for (DataSource dataSource : List.of(
                DataSources.readOnly(settings),
                DataSources.readOnly(with("options=-c%20default_transaction_read_only=on")))) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                assertThat(statement
                                .executeQuery("SELECT 1 WHERE " + Primary.ONLY)
                                .next())
                        .isTrue();
                assertThatThrownBy(() -> statement.execute("CREATE TABLE x ()"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("25006"));
            }
        }
    }

    @Test
    void aUrlThatAsksForSomethingElseThanThePrimaryIsRefused() {
        for (String parameter : List.of(
                "targetServerType=any",
                "targetServerType=secondary",
                "targetServerType=preferSecondary",
                "targetServerType=preferPrimary",
                "targetServerType=slave",
                "readOnly=true",
                "readOnly=TRUE")) {
            assertThatThrownBy(() -> DataSources.direct(with(parameter)))
                    .as(parameter)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(parameter.replace("TRUE", "true"));
        }
    }

    private ConnectionSettings with(String parameters) {
        return new ConnectionSettings(
                settings.url().replaceFirst("\\?.*$", "") + "?" + parameters, settings.user(), settings.password());
    }

    private static String setting(DataSource dataSource, String name) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + name)) {
            row.next();
            return row.getString(1);
        }
    }
}
