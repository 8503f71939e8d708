package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** What {@code latchkey doctor} says of accounts that end by themselves. */
class AccountDoctorIT {

    private final Cli cli = Cli.on(TestDatabase.fresh());

    private void add(String name, int days) {
        String end = Instant.now().plus(days, ChronoUnit.DAYS).toString();
        assertThat(cli.run("user", "add", name, "--no-password", "--valid-until", end)
                        .exitCode())
                .isZero();
    }

    private String doctor() {
        return cli.run("doctor").out();
    }

    @Test
    void accountsThatEndWithinTwoWeeksAreCounted() {
        add("later", 15);
        assertThat(doctor()).doesNotContain("accounts\t");
        add("soon", 13);
        assertThat(doctor()).contains("accounts\t\t\twarn\t1 account ends within 14 days, the first at ");
        add("sooner", 1);
        assertThat(doctor()).contains("2 accounts end within 14 days");
        cli.run("user", "disable", "soon");
        cli.run("user", "update", "sooner", "--valid-until", "2020-01-01T00:00Z");
        assertThat(doctor()).doesNotContain("accounts\t");
    }
}
