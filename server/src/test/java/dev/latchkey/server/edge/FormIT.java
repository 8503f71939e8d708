package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Forms: their type, character set, parameters and size. */
class FormIT extends SharedServer {

    private static final String TOKEN = "/oauth2/token";

    @Test
    void bodiesThatAreNotAFormAreRefused() {
        byte[] form = "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8);
        for (String type : Arrays.asList(
                "application/json", "multipart/form-data; boundary=x", "text/plain", "*/*", "nonsense", "", null)) {
            http.postBody(client, TOKEN, type, form).expectError(400, "invalid_request");
        }
        http.postBody(
                        client,
                        TOKEN,
                        "application/json",
                        "{\"grant_type\":\"client_credentials\"}".getBytes(StandardCharsets.UTF_8))
                .expectError(400, "invalid_request");
    }

    @Test
    void aTypeThatOnlyBeginsLikeAFormIsRefused() {
        byte[] form = "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8);
        http.postBody(client, TOKEN, Http.FORM + "-not", form).expectError(400, "invalid_request");
        http.postBody(client, TOKEN, Http.FORM + ", application/json", form).expectError(400, "invalid_request");
    }

    @Test
    void aFormMayNameItsCharacterSetWhenItIsUtf8() {
        byte[] form = "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8);
        for (String type : List.of(
                Http.FORM + ";charset=UTF-8",
                Http.FORM + "; charset=utf-8",
                Http.FORM + ";charset=\"utf-8\"",
                "Application/X-WWW-Form-Urlencoded")) {
            http.postBody(client, TOKEN, type, form).expect(200);
        }
    }

    @Test
    void aFormInAnotherCharacterSetIsRefused() {
        byte[] form = "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8);
        for (String charset : List.of("utf-16", "iso-8859-1", "utf-7", "nonsense", "cp037")) {
            http.postBody(client, TOKEN, Http.FORM + ";charset=" + charset, form)
                    .expectError(400, "invalid_request");
        }
    }

    @Test
    void anyQueryStringIsRefusedAndNotLogged() {
        try (CapturedLog log = CapturedLog.start()) {
            for (String query : List.of(
                    "?x",
                    "?x=1",
                    "?grant_type=client_credentials",
                    "?client_secret=s3cr3t-in-the-url",
                    "?%00",
                    "?%FF")) {
                http.postBody(
                                client,
                                TOKEN + query,
                                Http.FORM,
                                "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8))
                        .expectError(400, "invalid_request");
            }
            assertThat(log.text()).doesNotContain("s3cr3t-in-the-url");
        }
    }

    @Test
    void aKnownParameterTwiceIsInvalidRequest() {
        for (String name :
                List.of("grant_type", "scope", "username", "password", "refresh_token", "client_id", "client_secret")) {
            http.postForm(client, TOKEN, "grant_type=client_credentials&" + name + "=a&" + name + "=a")
                    .expectError(400, "invalid_request");
        }
        http.postForm(client, TOKEN, "grant_type=client_credentials&scope=read&sc%6Fpe=write")
                .expectError(400, "invalid_request");
        http.postForm(client, TOKEN, "grant_type=client_credentials&scope=read&scope=")
                .expectError(400, "invalid_request");
    }

    @Test
    void unknownParametersAreIgnored() {
        http.postForm(client, TOKEN, "grant_type=client_credentials&audience=x&audience=y&resource=&x")
                .expect(200);
    }

    @Test
    void aBodyOverTheLimitIs413() {
        String large = "grant_type=client_credentials&x=" + "a".repeat(300_000);
        http.postForm(client, TOKEN, large).expectError(413, "invalid_request");
        // Without Content-Length: in chunks.
        byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
        Answer chunked = http.send(
                http.request(TOKEN)
                        .header("Authorization", Http.basic(client.clientId(), client.secret()))
                        .POST(BodyPublishers.ofByteArrays(List.of(bytes))),
                Http.FORM);
        chunked.expectError(413, "invalid_request");
    }

    @Test
    void anAnnouncedBodyOverTheLimitIsRefusedBeforeItArrives() {
        String request = "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + Http.FORM
                + "\r\nContent-Length: 10000000000\r\n\r\n";
        assertThat(http.rawStatus(request.getBytes(StandardCharsets.US_ASCII))).startsWith("HTTP/1.1 413");
    }

    @Test
    void anEndlessBodyIsCutOffEarly() throws IOException {
        byte[] chunk = ("8000\r\n" + "a".repeat(0x8000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int sent = 0;
        try (Socket socket = new Socket("localhost", server.base().getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: "
                            + Http.FORM + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            while (sent < 64 * 1024 * 1024) {
                out.write(chunk);
                out.flush();
                sent += 0x8000;
            }
        } catch (IOException closedByTheServer) {
            assertThat(closedByTheServer).hasMessageMatching("(?i).*(broken pipe|reset|closed|abort).*");
        }
        assertThat(sent).as("bytes until the server closed the connection").isLessThan(16 * 1024 * 1024);
    }

    @Test
    void aThousandParametersAreRefused() {
        http.postForm(client, TOKEN, "grant_type=client_credentials" + "&x=1".repeat(20_000))
                .expectError(400, "invalid_request");
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        for (String name : List.of("grant_type", "username", "password", "scope", "refresh_token", "client_id", "x")) {
            for (String bad : List.of(
                    "%00",
                    "a%00", "%FF", "%C3", "%C0%80", "%ED%A0%80", "%ED%B0%80", "%F5%80%80%80", "%zz", "%", "%1")) {
                Answer answer =
                        http.postForm(client, TOKEN, "grant_type=password&username=a&password=b&" + name + "=" + bad);
                answer.expectError(400, "invalid_request");
            }
        }
        http.postForm(client, TOKEN, "grant_type=client_credentials&%FF=x").expectError(400, "invalid_request");
        http.postForm(client, TOKEN, "grant_type=client_credentials&%00=x").expectError(400, "invalid_request");
        byte[] raw = "grant_type=client_credentials&x=\u00FF".getBytes(StandardCharsets.ISO_8859_1);
        http.postBody(client, TOKEN, Http.FORM, raw).expectError(400, "invalid_request");
    }
}
