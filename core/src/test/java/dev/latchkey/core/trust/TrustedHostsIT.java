package dev.latchkey.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.core.OneConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedHostsIT extends OneConnection {

    @Test
    void aHostIsTrustedUntilItIsRemoved() {
        TrustedHosts hosts = database.requests().trustedHosts();
        long before = database.directoryVersion().read();
        assertThat(hosts.add("app.example", BY)).isTrue();
        assertThat(hosts.add("app.example", BY)).isFalse();
        assertThat(hosts.add("a.example:8443", BY)).isTrue();
        assertThat(hosts.findAll()).extracting(TrustedHost::name).containsExactly("a.example:8443", "app.example");
        assertThat(hosts.remove("app.example", BY)).isTrue();
        assertThat(hosts.remove("app.example", BY)).isFalse();
        assertThat(hosts.remove("a.example:8443", BY)).isTrue();
        assertThat(hosts.findAll()).isEmpty();
        // Servers hear of each.
        assertThat(database.directoryVersion().read()).isGreaterThanOrEqualTo(before + 4);
        assertThat(sql.sql(
                                "SELECT action || ' ' || target_name FROM audit_log WHERE action LIKE 'trusted-host.%' ORDER BY id")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "trusted-host.add app.example",
                        "trusted-host.add a.example:8443",
                        "trusted-host.remove app.example",
                        "trusted-host.remove a.example:8443");
    }

    @ParameterizedTest
    @CsvSource({
        "App.Example, app.example",
        "app.example:443, app.example",
        "app.example:8443, app.example:8443",
        "10.0.0.1, 10.0.0.1"
    })
    void aHostHasOneSpelling(String text, String name) {
        assertThat(TrustedHost.normalise(text)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://app.example",
                "app.example/",
                "*.example",
                "app..example",
                "-a.example",
                "a b",
                "ä.example",
                "a:0",
                "[::1]"
            })
    void anythingElseIsNoHost(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TrustedHost.normalise(text));
    }
}
