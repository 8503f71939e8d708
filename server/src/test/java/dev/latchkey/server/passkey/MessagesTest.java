package dev.latchkey.server.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Each part of an answer has a bound, which is looked at before anything parses the part. */
class MessagesTest {

    private static final String CLIENT_DATA = "clientDataJSON";

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Client data of so many bytes. */
    private static byte[] clientData(int length) {
        String head = "{\"challenge\":\"x\",\"pad\":\"";
        return (head + "a".repeat(length - head.length() - 2) + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode message() {
        ObjectNode message = JsonMapper.shared().createObjectNode().put("rawId", "AA");
        message.putObject("response")
                .put(CLIENT_DATA, base64(clientData(40)))
                .put("authenticatorData", "AA")
                .put("signature", "AA")
                .put("userHandle", "AA")
                .put("attestationObject", "AA");
        return message;
    }

    private static String with(String part, int length) {
        byte[] bytes = part.equals(CLIENT_DATA) ? clientData(length) : new byte[length];
        ObjectNode message = message();
        ObjectNode parent = part.equals("rawId") ? message : (ObjectNode) message.get("response");
        parent.put(part, base64(bytes));
        return message.toString();
    }

    @ParameterizedTest
    @CsvSource({"rawId,1023", CLIENT_DATA + ",2048", "authenticatorData,1024", "signature,1024", "userHandle,64"})
    void aPartOfASignatureIsSoLongAndNoLonger(String part, int most) {
        assertThat(Messages.assertion(with(part, most))).isPresent();
        assertThat(Messages.assertion(with(part, most + 1))).isEmpty();
        assertThat(Messages.assertion(with(part, most + 2))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({CLIENT_DATA + ",2048", "attestationObject,8192"})
    void aPartOfANewPasskeyIsSoLongAndNoLonger(String part, int most) {
        assertThat(Messages.attestation(with(part, most))).isPresent();
        assertThat(Messages.attestation(with(part, most + 1))).isEmpty();
        assertThat(Messages.attestation(with(part, most + 2))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\u0000"})
    void aTextThatIsNotWholeIsRefused(String text) {
        String more = message().toString().replaceFirst("\\{", "{\"more\":\"" + text.replace("\\", "\\\\") + "\",");
        assertThat(Messages.assertion(more)).isEmpty();
        assertThat(Messages.attestation(more)).isEmpty();
        ObjectNode message = message();
        String data = "{\"challenge\":\"x" + text + "\"}";
        ((ObjectNode) message.get("response")).put(CLIENT_DATA, base64(data.getBytes(StandardCharsets.UTF_8)));
        assertThat(Messages.assertion(message.toString())).isEmpty();
    }

    @Test
    void answersAndClientDataHaveFewLevelsAndNoNameTwice() {
        String deep = "[".repeat(9) + "]".repeat(9);
        ObjectNode message = message();
        message.set("more", JsonMapper.shared().readTree("[[]]"));
        assertThat(Messages.assertion(message.toString())).isPresent();
        message.set("more", JsonMapper.shared().readTree(deep));
        assertThat(Messages.assertion(message.toString())).isEmpty();
        for (String data :
                new String[] {"{\"challenge\":\"x\",\"a\":" + deep + "}", "{\"challenge\":\"x\",\"challenge\":\"x\"}"
                }) {
            ObjectNode other = message();
            ((ObjectNode) other.get("response")).put(CLIENT_DATA, base64(data.getBytes(StandardCharsets.UTF_8)));
            assertThat(Messages.assertion(other.toString())).as(data).isEmpty();
            assertThat(Messages.attestation(other.toString())).as(data).isEmpty();
        }
        String twice = message().toString().replaceFirst("\\{", "{\"rawId\":\"AA\",");
        assertThat(Messages.assertion(twice)).isEmpty();
    }

    @Test
    void ofTransportsAFewAreKept() {
        ObjectNode message = message();
        var transports = ((ObjectNode) message.get("response")).putArray("transports");
        transports.add("usb").add("usb").add("<b>").add("x".repeat(21)).add(1);
        for (String name : Arrays.asList("a", "b", "c", "d", "e", "f", "g", "h")) {
            transports.add(name);
        }
        assertThat(Messages.attestation(message.toString()).orElseThrow().transports())
                .containsExactly("usb", "a", "b", "c", "d", "e", "f", "g");
    }
}
