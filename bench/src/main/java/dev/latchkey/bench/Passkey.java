package dev.latchkey.bench;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A passkey in software, and the script of the page. It signs with ES256 and counts nothing, as passkeys do that are
 * copied between devices (<a href="https://www.w3.org/TR/webauthn-3/">Web Authentication</a>).
 */
final class Passkey {

    private static final Pattern OPTIONS = Pattern.compile("data-passkey=\"get\" data-options=\"([^\"]*)\"");

    /** Present, verified, and a copy that has a copy (section 6.1). */
    private static final byte FLAGS = 0x01 | 0x04 | 0x08 | 0x10;

    private static final int COORDINATE_BYTES = 32;

    private final KeyPair keys;
    private final String origin;
    private final byte[] authenticatorData;

    private Passkey(KeyPair keys, URI server) {
        this.keys = keys;
        this.origin = server.getScheme() + "://" + server.getAuthority();
        this.authenticatorData = ByteBuffer.allocate(37)
                .put(sha256(server.getHost().getBytes(StandardCharsets.US_ASCII)))
                .put(FLAGS)
                .array();
    }

    static Passkey create(URI server) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new Passkey(generator.generateKeyPair(), server);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no P-256", e);
        }
    }

    /** As {@code COSE_Key} (RFC 9052, section 7; RFC 9053, section 7.1). */
    byte[] publicKey() {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        return concatenate(
                new byte[] {(byte) 0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, COORDINATE_BYTES},
                coordinate(key.getW().getAffineX()),
                new byte[] {0x22, 0x58, COORDINATE_BYTES},
                coordinate(key.getW().getAffineY()));
    }

    /**
     * What the script sends of a page that asks for a signature.
     *
     * @param id of the user and of the credential
     * @throws IllegalStateException when the page does not ask
     */
    String answer(String page, UUID id) {
        Matcher options = OPTIONS.matcher(page);
        if (!options.find()) {
            throw new IllegalStateException("The page asks for no passkey");
        }
        String challenge = Form.member(Browser.unescape(options.group(1)), "challenge");
        byte[] clientData = "{\"type\":\"webauthn.get\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}"
                .formatted(challenge, origin)
                .getBytes(StandardCharsets.UTF_8);
        String handle = encode(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
        return """
                {"rawId":"%s","response":{"clientDataJSON":"%s","authenticatorData":"%s","signature":"%s","userHandle":"%s"}}""".formatted(
                        handle,
                        encode(clientData),
                        encode(authenticatorData),
                        encode(sign(concatenate(authenticatorData, sha256(clientData)))),
                        handle);
    }

    private byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java does not sign with ES256", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    /** Java's has a sign, and no leading zeros. */
    static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] padded = new byte[COORDINATE_BYTES];
        int length = Math.min(COORDINATE_BYTES, bytes.length);
        System.arraycopy(bytes, bytes.length - length, padded, COORDINATE_BYTES - length, length);
        return padded;
    }

    private static byte[] concatenate(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
