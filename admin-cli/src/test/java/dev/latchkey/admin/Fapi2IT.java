package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.Safeguards;
import dev.latchkey.core.client.TokenBinding;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.key.KeyAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients by the FAPI 2.0 Security Profile. */
class Fapi2IT {

    private static final String REDIRECT = "https://bank.example/callback";

    private static ConnectionSettings settings;
    private static Database database;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        settings = TestDatabase.fresh();
        database = new Database(DataSources.direct(settings));
    }

    private Result add(String name, String... options) throws IOException {
        String file = Files.writeString(directory.resolve("keys.jwks"), Keys.set(Keys.EC))
                .toString();
        return run(Stream.concat(
                        Stream.of("client", "add", name, "--profile", "fapi2", "--jwks-file", file), Stream.of(options))
                .toArray(String[]::new));
    }

    private static Result run(String... arguments) {
        return Cli.on(settings).run(arguments);
    }

    private static Client client(String name) {
        return database.clients().findByClientId(name).orElseThrow();
    }

    @Test
    void theProfileSetsAllThatIsAskedAndDoctorAgrees() throws IOException {
        Result added = add("bank", "--auth", "private-key-jwt", "--redirect-uri", REDIRECT);
        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.out()).doesNotContain("secret:");
        assertThat(added.err())
                .contains(
                        "profile fapi2: confidential, by private_key_jwt",
                        "PKCE: required",
                        "requests: pushed",
                        "bound to a key (DPoP)",
                        "refresh tokens: not rotated",
                        "signed with ES256");
        Client bank = client("bank");
        assertThat(bank.safeguards()).isEqualTo(new Safeguards(true, TokenBinding.DPOP, false));
        assertThat(bank.signingAlgorithm()).isEqualTo(KeyAlgorithm.ES256);
        Result doctor = run("doctor", "--profile", "fapi2", "-o", "csv");
        List<String> rules =
                doctor.out().lines().filter(line -> line.contains(",bank,5.")).toList();
        assertThat(rules).hasSize(10).allMatch(line -> line.contains(",pass,"));
        assertThat(doctor.out()).contains("tls,,5.2.1,");
    }

    @Test
    void whatContradictsTheProfileIsRefusedWithTheSection() throws IOException {
        String[][] contradictions = {
            {"5.3.2.1-2", "--auth", "private-key-jwt", "--grant", "password"},
            {"5.3.2.1-9", "--auth", "private-key-jwt", "--redirect-uri", REDIRECT, "--rotation", "on"},
            {"5.3.2.2", "--auth", "private-key-jwt", "--grant", "device_code"},
            {"5.3.2.2-3", "--auth", "private-key-jwt", "--redirect-uri", REDIRECT, "--par", "optional"},
            {"5.3.2.2-5", "--auth", "private-key-jwt", "--redirect-uri", REDIRECT, "--pkce", "optional"},
            {"5.3.2.2-8", "--auth", "private-key-jwt", "--redirect-uri", "http://127.0.0.1/callback"},
            {"5.4.1-1", "--auth", "private-key-jwt", "--redirect-uri", REDIRECT, "--signing-algorithm", "RS256"}
        };
        for (String[] contradiction : contradictions) {
            Result refused = add("refused", Stream.of(contradiction).skip(1).toArray(String[]::new));
            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
            assertThat(refused.err()).contains("section " + contradiction[0] + ")");
        }
        Result secret = run("client", "add", "refused", "--profile", "fapi2", "--redirect-uri", REDIRECT);
        assertThat(secret.exitCode()).isEqualTo(2);
        assertThat(secret.err()).contains("section 5.3.2.1-6)");
        assertThat(database.clients().findByClientId("refused")).isEmpty();
    }

    @Test
    void doctorNamesEachRuleThatAClientBreaks() {
        assertThat(run("client", "add", "old", "--grant", "password", "--scope", "read")
                        .exitCode())
                .isZero();
        Result doctor = run("doctor", "--profile", "fapi2", "-o", "csv");
        assertThat(doctor.exitCode()).isEqualTo(1);
        assertThat(doctor.out().lines().filter(line -> line.contains(",old,5.") && line.contains(",fail,")))
                .extracting(line -> line.substring(0, line.indexOf(',')))
                .containsExactly("password_grant", "sender_constrained", "client_authentication", "signing_algorithm");
    }

    @Test
    void aClientWithACertificateHasItsTokensBoundToThat() {
        Result added = run(
                "client",
                "add",
                "bank-tls",
                "--profile",
                "fapi2",
                "--auth",
                "tls",
                "--tls-subject",
                "CN=bank.example",
                "--redirect-uri",
                REDIRECT);
        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(client("bank-tls").safeguards().binding()).isEqualTo(TokenBinding.TLS);
    }
}
