package dev.latchkey.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in formats that the libraries of this server know and its endpoints do not. */
class OtherFormatsIT {

    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh(), "latchkey.registration.enabled=true");
        http = server.http();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer register(String type, byte[] body) {
        return http.send(http.request("/register").POST(BodyPublishers.ofByteArray(body)), type);
    }

    private static byte[] account(String name) {
        return ("{\"username\":\"" + name + "\",\"password\":\"correct horse battery staple\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void cborIsNotRead() {
        // An array of empty objects.
        byte[] objects = new byte[1_000];
        Arrays.fill(objects, (byte) 0xA0);
        objects[0] = (byte) 0x9F;
        register("application/cbor", objects).expect(415);
        register("application/cbor", HexFormat.of().parseHex("a0")).expect(415);
    }

    @Test
    void aLargeBodyOfAnyTypeIsRefusedBeforeItIsParsed() {
        byte[] large = new byte[17_000];
        Arrays.fill(large, (byte) ' ');
        register("application/cbor", large).expect(413);
        register("application/json", large).expect(413);
        register("text/plain", large).expect(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/cbor", "application/xml;q=0.9, text/plain", "image/*"})
    void whatAClientAcceptsDoesNotDecideAfterTheWorkIsDone(String accepted) {
        String name = "user" + Integer.toHexString(accepted.hashCode());
        Answer answer = http.send(
                http.request("/register").header("Accept", accepted).POST(BodyPublishers.ofByteArray(account(name))),
                "application/json");
        assertThat(answer.expect(201).text("username")).isEqualTo(name);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    @Test
    void aMemberThatIsThereTwiceIsRefused() {
        register(
                        "application/json",
                        "{\"username\":\"one\",\"username\":\"two\",\"password\":\"correct horse battery staple\"}"
                                .getBytes(StandardCharsets.UTF_8))
                .expect(400);
    }
}
