package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import org.junit.jupiter.api.Test;

/** What is said about the kind of a client. */
class ClientKindIT {

    private final Cli cli = Cli.on(TestDatabase.fresh());

    @Test
    void aDeviceGetsTheDeviceGrant() {
        var added = cli.run("client", "add", "tv", "--profile", "device");
        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.err())
                .contains(
                        "profile device: public, no secret; grants: device_code refresh_token; scopes: email openid profile");
        assertThat(cli.run("client", "add", "box", "--profile", "device", "--auth", "basic")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void aClientThatCannotBeginIsToldSo() {
        String note = "gets no tokens yet: refresh_token needs another grant";
        assertThat(cli.run("client", "add", "app", "--grant", "refresh_token").err())
                .contains(note);
        assertThat(cli.run("client", "update", "app", "--name", "App").err()).contains(note);
        assertThat(cli.run("client", "update", "app", "--grant", "refresh_token", "--grant", "password")
                        .err())
                .doesNotContain(note);
    }
}
