package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PasskeyTest {

    private static final UUID USER = UUID.fromString("0198f1a0-0000-7000-8000-000000000001");

    private final Passkey passkey = Passkey.create(URI.create("http://localhost:9000"));

    @Test
    void signsTheChallengeOfThePageForItsOrigin() throws Exception {
        String answer = passkey.answer("""
                <div data-passkey="get" data-options="{&#34;challenge&#34;:&#34;abc_-&#34;,&#34;timeout&#34;:1}" hidden>
                """, USER);

        byte[] clientData = part(answer, "clientDataJSON");
        byte[] device = part(answer, "authenticatorData");
        assertThat(new String(clientData, StandardCharsets.UTF_8))
                .contains("\"challenge\":\"abc_-\"", "\"origin\":\"http://localhost:9000\"");
        assertThat(device).hasSize(37).startsWith(sha256("localhost".getBytes(StandardCharsets.US_ASCII)));
        assertThat(part(answer, "userHandle")).isEqualTo(part(answer, "rawId")).hasSize(16);

        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(publicKey());
        signature.update(device);
        signature.update(sha256(clientData));
        assertThat(signature.verify(part(answer, "signature"))).isTrue();
    }

    @Test
    void aPageThatDoesNotAskGetsNoSignature() {
        assertThatThrownBy(() -> passkey.answer("<form>", USER)).hasMessageContaining("no passkey");
    }

    /** Of the coordinates in the COSE_Key. */
    private PublicKey publicKey() throws Exception {
        byte[] cose = passkey.publicKey();
        assertThat(cose).hasSize(77);
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(cose, 10, 42)),
                new BigInteger(1, Arrays.copyOfRange(cose, 45, 77)));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static byte[] part(String answer, String name) {
        return Base64.getUrlDecoder().decode(Form.member(answer, name));
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
