package dev.latchkey.server.clientauth;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestCertificates;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestJwk;
import dev.latchkey.server.fixture.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that a trusted proxy passes on, with those that sign them (RFC 9440). */
class ForwardedCertificateIT {

    private static final String TOKEN = "/oauth2/token";

    @TempDir
    private static Path directory;

    private static TestCertificates certificates;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        certificates = new TestCertificates(directory);
        certificates.authority("authority");
        certificates.intermediate("middle", "authority");
        certificates.signed("shop", "CN=shop", "middle");
        certificates.selfSigned("own", "CN=own");
        certificates.expired("old", "CN=old");
        server = TestServer.start(
                TestDatabase.fresh(),
                "latchkey.client-cert-proxies=127.0.0.0/8,::1",
                "latchkey.tls.client-ca-file=" + certificates.pem("authority"));
        TestClient.named("shop")
                .authentication(new ClientAuthentication(AuthMethod.TLS_CLIENT_AUTH, null, null, "CN=shop"))
                .addTo(server);
        for (String name : new String[] {"own", "old"}) {
            TestClient.named(name)
                    .authentication(new ClientAuthentication(
                            AuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH, TestJwk.set(certificates.jwk(name)), null, null))
                    .addTo(server);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String item(String certificate) throws Exception {
        return ":"
                + Base64.getEncoder()
                        .encodeToString(certificates.certificate(certificate).getEncoded()) + ":";
    }

    private static Answer token(String client, String... chain) throws Exception {
        return token(server.http(), client, chain);
    }

    private static Answer token(Http http, String client, String... chain) throws Exception {
        HttpRequest.Builder request = http.request(TOKEN)
                .header("Client-Cert", item(client))
                .POST(BodyPublishers.ofString("grant_type=client_credentials&client_id=" + client));
        for (String header : chain) {
            request.header("Client-Cert-Chain", header);
        }
        return http.send(request, Http.FORM);
    }

    @Test
    void theHeaderOfAnotherAddressIsIgnored() throws Exception {
        try (TestServer elsewhere = TestServer.start(server.settings(), "latchkey.client-cert-proxies=192.0.2.1")) {
            token(elsewhere.http(), "own").expectError(401, "invalid_client");
        }
        token("own").expect(200);
    }

    @Test
    void theChainLeadsToTheAuthority() throws Exception {
        token("shop", item("middle")).expect(200);
        token("shop").expectError(401, "invalid_client");
        token("shop", item("own")).expectError(401, "invalid_client");
        token("shop", "x").expectError(401, "invalid_client");
    }

    @Test
    void aLongChainIsNotRead() throws Exception {
        token("own", String.join(", ", Collections.nCopies(9, item("own")))).expect(200);
        token("own", String.join(", ", Collections.nCopies(10, item("own")))).expectError(401, "invalid_client");
    }

    @Test
    void aCertificateThatHasExpiredIsNotTheClients() throws Exception {
        token("own").expect(200);
        token("old").expectError(401, "invalid_client");
    }
}
