package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientKeys;
import dev.latchkey.core.client.TokenBinding;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Clients that prove who they are without a secret. */
class ClientAuthIT {

    private static ConnectionSettings settings;
    private static Database database;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        settings = TestDatabase.fresh();
        database = new Database(DataSources.direct(settings));
    }

    private static Result run(String... arguments) {
        return Cli.on(settings).run(arguments);
    }

    private static Result add(String name, String... options) {
        return run(Stream.concat(
                        Stream.of("client", "add", name, "--profile", "service", "--scope", "read"), Stream.of(options))
                .toArray(String[]::new));
    }

    private static Result update(String name, String... options) {
        return run(Stream.concat(Stream.of("client", "update", name), Stream.of(options))
                .toArray(String[]::new));
    }

    private static Client client(String name) {
        return database.clients().findByClientId(name).orElseThrow();
    }

    private String file(String... keys) throws IOException {
        return Files.writeString(
                        directory.resolve("keys.jwks"), "{\"keys\":[" + String.join(",", keys) + "],\"more\":1}")
                .toString();
    }

    private static void assertUsage(Result result, String why) {
        assertThat(result.err()).contains(why);
        assertThat(result.exitCode()).isEqualTo(2);
    }

    @Test
    void tokensAreBoundToACertificateOrToAKey() {
        String[] certificate = {"--auth", "tls", "--tls-subject", "CN=bound", "--tls-bound", "required"};
        assertThat(add("bound", certificate).exitCode()).isZero();
        assertThat(client("bound").safeguards().binding()).isEqualTo(TokenBinding.TLS);
        assertThat(run("client", "show", "bound", "-o", "json").out())
                .contains("\"dpop\":\"optional\"", "\"tls_bound\":\"required\"");
        assertThat(update("bound", "--dpop", "optional").exitCode()).isZero();
        assertThat(client("bound").safeguards().binding()).isEqualTo(TokenBinding.TLS);
        assertUsage(update("bound", "--dpop", "required", "--tls-bound", "required"), "not to both");
        assertThat(update("bound", "--dpop", "required").exitCode()).isZero();
        assertThat(client("bound").safeguards().binding()).isEqualTo(TokenBinding.DPOP);
        assertThat(update("bound", "--dpop", "optional").exitCode()).isZero();
        assertThat(client("bound").safeguards().binding()).isEqualTo(TokenBinding.OPTIONAL);
    }

    @Test
    void aClientHasKeysInsteadOfASecret() throws IOException {
        Result added = add("signer", "--auth", "private-key-jwt", "--jwks-file", file(Keys.EC));
        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.out()).contains("signer").doesNotContain("secret:");
        assertThat(client("signer").authentication().method()).isEqualTo(AuthMethod.PRIVATE_KEY_JWT);
        assertThat(client("signer").authentication().jwks())
                .isEqualTo(ClientKeys.parse(Keys.set(Keys.EC)).json());
        assertThat(database.clients().findSecrets())
                .doesNotContainKey(client("signer").id());
        Result rotated = run("client", "rotate-secret", "signer");
        assertThat(rotated.exitCode()).isEqualTo(4);
        assertThat(rotated.err()).contains("'latchkey client trust' changes whose JWTs authenticate it.");
        assertThat(run("client", "show", "signer", "-o", "json").out())
                .contains("\"auth_method\":\"private_key_jwt\",\"jwks\":\"{\\\"keys\\\":[{\\\"kty\\\":\\\"EC\\\"");
        // The old and the new key, then the new one.
        assertThat(update("signer", "--jwks-file", file(Keys.EC, Keys.EDWARDS)).exitCode())
                .isZero();
        assertThat(client("signer").authentication().jwks()).contains("\"ec\"", "\"ed\"");
        assertThat(update("signer", "--jwks-file", file(Keys.EDWARDS)).exitCode())
                .isZero();
        assertThat(client("signer").authentication().jwks()).doesNotContain("\"ec\"");
        assertThat(update("signer", "--jwks-uri", "https://signer.example/jwks").exitCode())
                .isZero();
        assertThat(client("signer").authentication().jwks()).isNull();
        assertUsage(update("signer", "--jwks-uri", ""), "--jwks-file or --jwks-uri");
        assertThat(run("doctor").out()).doesNotContain("signer\t\tfail");
    }

    @Test
    void aSecretEndsWhenTheClientGetsKeys() throws IOException {
        add("moving");
        Result moved = update("moving", "--auth", "private-key-jwt", "--jwks-file", file(Keys.EC));
        assertThat(moved.exitCode()).as(moved.err()).isZero();
        assertThat(database.clients().findSecrets())
                .doesNotContainKey(client("moving").id());
        Result back = update("moving", "--auth", "basic");
        assertThat(back.err()).contains("it has no secret yet: 'latchkey client rotate-secret moving' makes one");
        assertThat(database.clients().findSecrets())
                .doesNotContainKey(client("moving").id());
        assertThat(run("client", "rotate-secret", "moving").exitCode()).isZero();
    }

    @Test
    void keysThatCannotBeUsedAreRefused() throws IOException {
        String jwt = "private-key-jwt";
        assertUsage(add("x", "--auth", jwt, "--jwks-file", directory.toString()), "cannot be read: Is a directory.");
        String secret = Keys.EC.replace("}", ",\"d\":\"AA\"}");
        assertUsage(add("x", "--auth", jwt, "--jwks-file", file(secret)), "Key 1 cannot be used: it is a private");
        assertUsage(
                add("x", "--auth", jwt, "--jwks-file", file(Keys.EC, Keys.EC)),
                "Key 2 cannot be used: another one before");
        assertUsage(add("x", "--auth", jwt, "--jwks-file", file()), "There is no key in it");
        assertUsage(add("x", "--auth", jwt, "--jwks-file", "/nonexistent"), "There is no file /nonexistent.");
        Files.writeString(directory.resolve("large"), " ".repeat(70_000));
        assertUsage(
                add(
                        "x",
                        "--auth",
                        jwt,
                        "--jwks-file",
                        directory.resolve("large").toString()),
                "at most 65536 bytes");
        for (String uri : new String[] {"http://signer.example/", "https://signer.example/#a", "ftp://a/", "x"}) {
            assertUsage(add("x", "--auth", jwt, "--jwks-uri", uri), "cannot be used");
        }
    }

    @Test
    void optionsThatContradictEachOtherAreRefused() throws IOException {
        String keys = file(Keys.EC);
        assertUsage(add("x", "--auth", "private-key-jwt"), "the servers need its public keys");
        assertUsage(add("x", "--auth", "self-signed-tls"), "the servers need its public keys");
        assertUsage(add("x", "--auth", "tls"), "--tls-subject");
        assertUsage(add("x", "--auth", "tls", "--tls-subject", "shop"), "no subject");
        assertUsage(add("x", "--tls-subject", "CN=shop"), "--tls-subject needs --auth tls");
        assertUsage(
                add("x", "--auth", "private-key-jwt", "--jwks-file", keys, "--jwks-uri", "https://a.example/"),
                "leave out");
        assertUsage(
                add("x", "--auth", "private-key-jwt", "--jwks-file", keys, "--secret-hash", "sha256:" + "0".repeat(64)),
                "has no secret");
        assertUsage(add("x", "--auth", "none"), "leave out --auth none");
        assertUsage(run("client", "add", "x", "--grant", "password", "--public", "--auth", "basic"), "leave out");
        add("confidential");
        assertUsage(update("confidential", "--auth", "none"), "add another client");
        Result open = run("client", "add", "open", "--grant", "password", "--auth", "none");
        assertThat(open.exitCode()).as(open.err()).isZero();
        assertThat(client("open").confidential()).isFalse();
        assertUsage(update("open", "--auth", "private-key-jwt", "--jwks-file", keys), "does not authenticate");
        Result certified = add("certified", "--auth", "tls", "--tls-subject", "CN=certified,O=Example");
        assertThat(certified.exitCode()).as(certified.err()).isZero();
        assertThat(client("certified").authentication().tlsSubject()).isEqualTo("CN=certified,O=Example");
    }

    @Test
    void theHostOfKeysInTheOwnNetworkIsToBeListed() {
        assertThat(add("inner", "--auth", "private-key-jwt", "--jwks-uri", "https://keys.internal/")
                        .err())
                .contains("servers fetch keys from keys.internal only if LATCHKEY_FETCH_PRIVATE_HOSTS lists it");
    }

    @Test
    void theDoctorFindsClientsThatCannotAuthenticate() throws IOException {
        add("broken", "--auth", "private-key-jwt", "--jwks-file", file(Keys.EC));
        add("nameless", "--auth", "tls", "--tls-subject", "CN=a");
        JdbcClient.create(DataSources.direct(settings))
                .sql("UPDATE clients SET jwks = NULL, tls_subject = NULL WHERE client_id IN ('broken', 'nameless')")
                .update();
        assertThat(run("doctor").out())
                .contains("authenticates by private_key_jwt and has no keys: latchkey client update broken --jwks-file")
                .contains("authenticates by a certificate and has no subject");
        // What the doctor says can be done.
        Result mended = update("broken", "--jwks-file", file(Keys.EC));
        assertThat(mended.exitCode()).as(mended.err()).isZero();
    }
}
