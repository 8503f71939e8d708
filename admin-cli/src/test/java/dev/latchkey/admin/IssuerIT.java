package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code latchkey doctor} says of the URL at which users sign in. */
class IssuerIT {

    private final ConnectionSettings settings = TestDatabase.fresh();

    private String doctor(String issuer) {
        return Cli.on(settings).with("LATCHKEY_ISSUER", issuer).run("doctor").out();
    }

    private void addClientForBrowsers() {
        Cli.on(settings).run("client", "add", "web", "--profile", "web", "--redirect-uri", "https://shop.example/cb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://auth.example.com", "http://10.0.0.1:9000", "HTTP://localhost.example.com/"})
    void plainHttpAcrossANetworkFails(String issuer) {
        addClientForBrowsers();
        assertThat(doctor(issuer)).contains("issuer\t\t\tfail\tusers sign in at " + issuer + ": passwords");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://auth.example.com", "http://localhost:9000", "http://127.0.0.1:9000/", "http://[::1]"})
    void httpsAndTheOwnMachinePass(String issuer) {
        addClientForBrowsers();
        assertThat(doctor(issuer)).contains("issuer\t\t\tpass\tusers sign in at " + issuer);
    }

    @Test
    void withoutAClientForBrowsersItDoesNotMatter() {
        assertThat(doctor("http://auth.example.com")).doesNotContain("issuer");
    }
}
