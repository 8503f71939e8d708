package dev.latchkey.server.passkey;

import dev.latchkey.core.factor.Passkey;
import dev.latchkey.core.factor.Passkeys;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What browsers are asked for: <a
 * href="https://www.w3.org/TR/webauthn-3/#dictdef-publickeycredentialrequestoptionsjson">PublicKeyCredentialRequestOptionsJSON
 * and PublicKeyCredentialCreationOptionsJSON</a>.
 */
final class Options {

    /** COSE's numbers of ES256, EdDSA and RS256, the best first. */
    private static final List<Integer> ALGORITHMS = List.of(-7, -8, -257);

    private static final String REQUIRED = "required";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RelyingParty party;

    Options(RelyingParty party) {
        this.party = party;
    }

    /**
     * Asks for a signature.
     *
     * @param allowed of one of these; empty for any passkey that the device has for this server
     */
    String request(String challenge, List<Passkey> allowed) {
        ObjectNode options = begin(challenge);
        options.put("rpId", party.id());
        options.put("userVerification", REQUIRED);
        describe(allowed, options.putArray("allowCredentials"));
        return options.toString();
    }

    /**
     * Asks for a new passkey that signs a user in without a name.
     *
     * @param present those that the user has: the device makes no second one
     */
    String creation(String challenge, UUID userId, String username, List<Passkey> present) {
        ObjectNode options = begin(challenge);
        options.putObject("rp").put("id", party.id()).put("name", party.name());
        options.putObject("user")
                .put("id", Base64.getUrlEncoder().withoutPadding().encodeToString(handle(userId)))
                .put("name", username)
                .put("displayName", username);
        ArrayNode algorithms = options.putArray("pubKeyCredParams");
        ALGORITHMS.forEach(
                algorithm -> algorithms.addObject().put("type", "public-key").put("alg", algorithm));
        describe(present, options.putArray("excludeCredentials"));
        options.putObject("authenticatorSelection")
                .put("residentKey", REQUIRED)
                .put("requireResidentKey", true)
                .put("userVerification", REQUIRED);
        options.put("attestation", "none");
        return options.toString();
    }

    /** The user handle: the 16 bytes of the id, which says nothing about the user. */
    static byte[] handle(UUID userId) {
        return ByteBuffer.allocate(16)
                .putLong(userId.getMostSignificantBits())
                .putLong(userId.getLeastSignificantBits())
                .array();
    }

    private static ObjectNode begin(String challenge) {
        return JSON.createObjectNode()
                .put("challenge", challenge)
                .put("timeout", Passkeys.CHALLENGE_LIFETIME.toMillis() / 3);
    }

    private static void describe(List<Passkey> passkeys, ArrayNode list) {
        passkeys.forEach(passkey -> {
            ArrayNode transports = list.addObject()
                    .put("type", "public-key")
                    .put("id", passkey.id())
                    .putArray("transports");
            passkey.transports().forEach(transports::add);
        });
    }
}
