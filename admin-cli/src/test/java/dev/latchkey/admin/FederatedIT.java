package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that only JWTs of other issuers authenticate: what they can be, and what changes of their trusts do. */
class FederatedIT {

    private static final String FILE = """
            version: 1
            clients:
              - client_id: deploy
                auth_method: federated
                grant_types: [client_credentials]
            """;

    @TempDir
    private Path directory;

    private Applying on;

    @BeforeEach
    void prepare() {
        on = new Applying(directory);
    }

    private Result run(String line) {
        return on.cli().run(line.split(" ", -1));
    }

    private Result done(String line) {
        Result result = run(line);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    private static void assertRefused(Result result) {
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .contains("A client that authenticates by federated JWTs alone gets tokens for itself only");
    }

    private Client client(String name) {
        return on.database.clients().findByClientId(name).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--profile web --redirect-uri https://shop.example/cb",
                "--grant client_credentials --grant token_exchange",
                "--grant refresh_token",
                "--grant password"
            })
    void noneIsAddedWithAGrantThatItCannotUse(String options) {
        assertRefused(run("client add deploy --auth federated " + options));
        assertThat(on.database.clients().findAll()).isEmpty();
    }

    @Test
    void noneGetsAGrantThatItCannotUse() {
        done("client add deploy --auth federated --grant client_credentials");
        assertRefused(run("client update deploy --grant client_credentials --grant password"));
        done("client add old --grant client_credentials --grant password");
        assertRefused(run("client update old --auth federated"));
        assertThat(client("old").hasSecret()).isTrue();
        // A trust beside a secret takes nothing away.
        done("client trust add old --issuer https://ci.example --subject a");
        done("client update old --grant client_credentials --grant refresh_token");
        assertRefused(on.apply(FILE.replace("[client_credentials]", "[client_credentials, device_code]"), "--yes"));
    }

    @Test
    void oneOfAnEarlierVersionCanBeChanged() {
        done("client add deploy --auth federated --grant client_credentials");
        on.database
                .clientChanges()
                .update(
                        client("deploy").id(),
                        client -> client.toBuilder().grants(GrantType.PASSWORD).build(),
                        Attribution.of("test"));
        done("client update deploy --name Deploy");
        done("client update deploy --grant client_credentials");
    }

    @Test
    void oneWithoutATrustIsToldWhatItNeeds() {
        String needs = "nothing authenticates it yet: 'latchkey client trust add deploy' says whose JWTs do";
        done("client add deploy --grant client_credentials");
        assertThat(done("client update deploy --auth federated").err()).contains(needs);
        done("client trust add deploy --issuer https://ci.example --subject a");
        assertThat(done("client update deploy --auth federated").err()).doesNotContain("authenticates it");
    }

    @Test
    void aPlanTellsTheRisksOfNewTrusts() {
        String trust = FILE + """
                    trusts:
                      - issuer: https://kubernetes.example
                        subject: system:serviceaccount:shop:default
                """.indent(0);
        String risk = "deploy: note that 'system:serviceaccount:shop:default' is every pod of the namespace";
        assertThat(on.apply(trust, "--dry-run").err()).contains(risk);
        assertThat(on.applied(trust).err()).containsOnlyOnce(risk);
        String more = trust + """
                      - {issuer: "https://ci.example", subject: "org/*"}
                """.indent(0);
        assertThat(on.applied(more).err())
                .contains("deploy: note that 'org/*' is compared as it is")
                .doesNotContain(risk);
        String loses = "deploy loses a trust: the access tokens that it got for itself are revoked";
        assertThat(on.applied(more).err()).doesNotContain("note that", loses);
        assertThat(on.apply(trust, "--dry-run").err()).contains(loses);
        assertThat(on.applied(FILE).err()).contains(loses);
        assertThat(client("deploy").tokensNotBefore()).isNotNull();
    }
}
