package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@code latchkey doctor} says of times that a clock has left which was ahead, and that its remedies are ones. */
class LateTimeDoctorIT {

    private final ConnectionSettings settings = TestDatabase.fresh();
    private final DataSource dataSource = DataSources.direct(settings);
    private final JdbcClient sql = JdbcClient.create(dataSource);
    private final Cli cli = Cli.on(settings);

    private void run(String... arguments) {
        assertThat(cli.run(arguments).exitCode()).isZero();
    }

    private String doctor() {
        return cli.run("doctor").out();
    }

    private void setAhead(String table, String column) {
        sql.sql("UPDATE %s SET %s = now() + interval '800 days'".formatted(table, column))
                .update();
    }

    @Test
    void eachIsNamedWithItsRemedy() {
        run("user", "add", "alice", "--no-password");
        run("client", "add", "shop", "--profile", "service", "--scope", "read");
        run("resource", "add", "https://api.example/", "--scope", "read");
        run("consent", "revoke", "--user", "alice");
        run("consent", "revoke", "--client", "shop", "--yes");
        assertThat(doctor()).doesNotContain("late_time");

        setAhead("resources", "created_at");
        setAhead("clients", "tokens_not_before");
        setAhead("clients", "codes_not_before");
        setAhead("users", "codes_not_before");
        assertThat(doctor().lines().filter(line -> line.startsWith("late_time")))
                .hasSize(4)
                .anyMatch(line -> line.contains("fail\tthe resource https://api.example/ was added at "))
                .anyMatch(line -> line.contains("shop\t\tfail\tits own tokens are refused until "))
                .anyMatch(line -> line.contains("shop\t\tfail\tsign-ins are refused until "))
                .anyMatch(line -> line.contains("fail\tsign-ins of the user alice are refused until "));

        run("resource", "remove", "https://api.example/");
        run("resource", "add", "https://api.example/", "--scope", "read");
        run("token", "revoke", "--client", "shop");
        run("consent", "revoke", "--client", "shop", "--yes");
        run("consent", "revoke", "--user", "alice");
        assertThat(doctor()).doesNotContain("late_time");
    }
}
