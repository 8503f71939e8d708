package dev.latchkey.server.passkey;

import dev.latchkey.core.factor.NewPasskey;
import dev.latchkey.core.text.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what the script of the pages sends: <a href="https://www.w3.org/TR/webauthn-3/#dictdef-authenticationresponsejson">
 * AuthenticationResponseJSON and RegistrationResponseJSON</a>. Every part has a bound before anything parses it.
 */
final class Messages {

    private static final int MOST_LEVELS = 8;

    /** WebAuthn, section 5.8.3. */
    private static final int CREDENTIAL_ID = 1023;

    private static final int CLIENT_DATA = 2048;
    private static final int AUTHENTICATOR_DATA = 1024;
    private static final int SIGNATURE = 1024;
    private static final int USER_HANDLE = 64;
    private static final int ATTESTATION_OBJECT = 8192;

    private static final Pattern TRANSPORT = Pattern.compile("[a-z-]{1,20}");

    private static final JsonMapper JSON =
            JsonMapper.builder(StrictJson.factory(MOST_LEVELS)).build();

    private Messages() {}

    /** A message that is not one. */
    private static final class MalformedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        MalformedException() {
            super("malformed", null, false, false);
        }
    }

    /** The answer of a browser that was asked for a signature; empty when it is malformed or a part is too long. */
    static Optional<Assertion> assertion(String json) {
        return read(json, root -> {
            JsonNode response = member(root, "response");
            byte[] clientData = bytes(response, "clientDataJSON", CLIENT_DATA);
            return new Assertion(
                    bytes(root, "rawId", CREDENTIAL_ID),
                    clientData,
                    challenge(clientData),
                    bytes(response, "authenticatorData", AUTHENTICATOR_DATA),
                    bytes(response, "signature", SIGNATURE),
                    optionalBytes(response, "userHandle", USER_HANDLE));
        });
    }

    /** The answer of a browser that was asked for a new passkey; empty as above. */
    static Optional<Attestation> attestation(String json) {
        return read(json, root -> {
            JsonNode response = member(root, "response");
            byte[] clientData = bytes(response, "clientDataJSON", CLIENT_DATA);
            return new Attestation(
                    clientData,
                    challenge(clientData),
                    bytes(response, "attestationObject", ATTESTATION_OBJECT),
                    transports(response.path("transports")));
        });
    }

    private static <T> Optional<T> read(String json, Function<JsonNode, T> reader) {
        try {
            return Optional.of(reader.apply(JSON.readTree(json)));
        } catch (JacksonException | MalformedException e) {
            return Optional.empty();
        }
    }

    private static JsonNode member(JsonNode parent, String name) {
        JsonNode member = parent.get(name);
        if (member == null || !member.isObject()) {
            throw new MalformedException();
        }
        return member;
    }

    private static byte[] bytes(JsonNode parent, String name, int most) {
        byte[] bytes = optionalBytes(parent, name, most);
        if (bytes == null) {
            throw new MalformedException();
        }
        return bytes;
    }

    private static byte @Nullable [] optionalBytes(JsonNode parent, String name, int most) {
        JsonNode member = parent.get(name);
        if (member == null || member.isNull()) {
            return null;
        }
        // Four characters for three bytes.
        if (!member.isString()
                || member.stringValue().isEmpty()
                || member.stringValue().length() > most / 3 * 4 + 4) {
            throw new MalformedException();
        }
        byte[] bytes = decode(member.stringValue());
        if (bytes.length > most) {
            throw new MalformedException();
        }
        return bytes;
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException();
        }
    }

    private static String challenge(byte[] clientData) {
        JsonNode challenge =
                JSON.readTree(new String(clientData, StandardCharsets.UTF_8)).get("challenge");
        if (challenge == null || !challenge.isString()) {
            throw new MalformedException();
        }
        return challenge.stringValue();
    }

    /** Those that a browser can use again; others are left out, as the specification wants it. */
    private static List<String> transports(JsonNode list) {
        return list.valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .filter(name -> TRANSPORT.matcher(name).matches())
                .distinct()
                .limit(NewPasskey.MOST_TRANSPORTS)
                .toList();
    }
}
