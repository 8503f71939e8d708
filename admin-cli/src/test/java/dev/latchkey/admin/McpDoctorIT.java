package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code latchkey doctor --profile mcp} says of an installation for MCP servers. */
class McpDoctorIT {

    private static ConnectionSettings settings;

    @BeforeAll
    static void open() {
        settings = TestDatabase.fresh();
    }

    private static void run(String... arguments) {
        Cli.Result result = Cli.on(settings).run(arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    /** The findings of the profile, each as check, client and result. */
    private static List<String> doctor(String issuer, String... more) {
        String[] all = new String[more.length + 5];
        System.arraycopy(new String[] {"doctor", "--profile", "mcp", "-o", "csv"}, 0, all, 0, 5);
        System.arraycopy(more, 0, all, 5, more.length);
        return Cli.on(settings)
                .with("LATCHKEY_ISSUER", issuer)
                .run(all)
                .out()
                .lines()
                .map(line -> line.split(",", 5))
                .filter(fields -> fields.length == 5 && !fields[2].isEmpty() && !fields[2].equals("section"))
                .map(fields -> fields[0] + " " + fields[1] + " " + fields[3])
                .toList();
    }

    @Test
    void eachRuleIsChecked() {
        assertThat(doctor("http://auth.example"))
                .containsExactly("tls  fail", "client_documents  warn", "resources  fail");
        assertThat(doctor("http://localhost:9000").getFirst()).isEqualTo("tls  warn");

        run("resource", "add", "https://mcp.example/mcp", "--scope", "tools");
        run("resource", "add", "https://slash.example/", "--scope", "other");
        run("trusted-host", "add", "app.example");
        run("trusted-host", "add", "localhost:8443");
        run("client", "add", "good", "--profile", "web", "--redirect-uri", "https://app.example/", "--scope", "tools");
        run(
                "client",
                "add",
                "bad",
                "--grant",
                "authorization_code",
                "--grant",
                "password",
                "--redirect-uri",
                "com.example.app:/callback",
                "--pkce",
                "optional",
                "--scope",
                "tools",
                "--access-token-lifetime",
                "2h");
        run("client", "add", "robot", "--grant", "client_credentials", "--scope", "read");
        assertThat(doctor("https://auth.example"))
                .containsExactly(
                        "tls  pass",
                        "client_documents  pass",
                        "private_host  warn",
                        "resources  pass",
                        "canonical_uri  pass",
                        "resource_metadata  pass",
                        "canonical_uri  warn",
                        "resource_metadata  pass",
                        "resource bad pass",
                        "password_grant bad fail",
                        "pkce bad fail",
                        "redirect_uris bad fail",
                        "access_tokens bad warn",
                        "resource good pass",
                        "password_grant good pass",
                        "pkce good pass",
                        "redirect_uris good pass",
                        "access_tokens good pass");
        assertThat(doctor("https://auth.example", "--client", "robot")).contains("resource robot fail");
        assertThat(Cli.on(settings)
                        .with("LATCHKEY_ISSUER", "https://auth.example")
                        .run("doctor", "--profile", "mcp")
                        .out())
                .contains("https://mcp.example/.well-known/oauth-protected-resource/mcp has https://auth.example")
                .contains("https://slash.example/.well-known/oauth-protected-resource has");
    }
}
