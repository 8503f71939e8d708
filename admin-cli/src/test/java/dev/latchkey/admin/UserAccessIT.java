package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands of users do and tell of groups, ends and demanded factors. */
class UserAccessIT {

    @TempDir
    Path directory;

    private final Importing importing = new Importing(() -> directory);
    private final Cli cli = Cli.on(importing.settings());

    @Test
    void aNewUserJoinsGroupsOrIsNotAdded() {
        cli.run("group", "add", "readers", "--scope", "read");
        cli.run("group", "add", "writers", "--scope", "write");
        var added = cli.run("user", "add", "ann", "--no-password", "--group", "readers", "--group", "writers");
        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(cli.run("user", "show", "ann", "-o", "json").out())
                .contains("\"groups\":[\"readers\",\"writers\"]")
                .contains("\"scopes\":[\"read\",\"write\"]");
        var missing = cli.run("user", "add", "bob", "--no-password", "--group", "none");
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.err()).contains("There is no group 'none'");
        assertThat(cli.run("user", "show", "bob").exitCode()).isEqualTo(3);
        cli.run("user", "add", "eve", "--no-password", "--group", "readers", "--dry-run");
        assertThat(cli.run("user", "show", "eve").exitCode()).isEqualTo(3);
    }

    @Test
    void aPasswordAndNoneExcludeEachOther() {
        var both = cli.run("user", "add", "ann", "--no-password", "--generate-password");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).contains("Either --no-password");
        assertThat(cli.run("user", "show", "ann").exitCode()).isEqualTo(3);
    }

    @Test
    void aListOfAccountsThatEndHasTheEnd() {
        String end = Instant.now()
                .plus(3, ChronoUnit.DAYS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        cli.run("user", "add", "ann", "--no-password", "--valid-until", end);
        assertThat(cli.run("user", "list", "--expiring", "30d").out()).contains(end);
        assertThat(cli.run("user", "list").out()).doesNotContain(end);
    }

    @Test
    void anEndIsToldAsWhatItIs() {
        cli.run("user", "add", "ann", "--no-password");
        assertThat(cli.run("user", "update", "ann", "--valid-until", "2020-01-01T00:00Z")
                        .err())
                .contains("it ended at 2020-01-01T00:00:00Z");
        assertThat(cli.run("user", "update", "ann", "--valid-until", "9000-01-01T00:00Z")
                        .err())
                .contains("it ends at 9000-01-01T00:00:00Z");
    }

    @Test
    void aDemandedFactorIsShownAndAResetLiftsIt() throws IOException {
        importing.run(
                "realm.json",
                "{\"users\":[{\"username\":\"kay\",\"requiredActions\":[\"CONFIGURE_TOTP\"]}]}",
                "--from",
                "keycloak");
        assertThat(cli.run("user", "show", "kay", "-o", "json").out()).contains("\"factor_required\":true");
        var reset = cli.run("user", "factor", "reset", "kay", "--yes", "--reason", "has no phone");
        assertThat(reset.err()).contains("reset the second factors of kay");
        assertThat(importing.credentials("kay").factorRequired()).isFalse();
        assertThat(cli.run("user", "show", "kay", "-o", "json").out()).contains("\"factor_required\":false");
        assertThat(cli.run("user", "factor", "reset", "kay", "--yes").err()).contains("kay has no second factor");
        assertThat(cli.run("audit", "list", "-o", "json").out()).contains("factor_required");
    }
}
