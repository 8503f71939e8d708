package dev.latchkey.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which keys of a client are taken. The good ones are those of RFC 7515, appendix A.3, and RFC 8037, appendix A.2. */
class ClientKeysTest {

    private static final String EC = """
            {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";

    private static final String EDWARDS = """
            {"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""";

    private static String set(String... keys) {
        return "{\"keys\":[" + String.join(",", keys) + "]}";
    }

    private static String with(String key, String member) {
        return key.substring(0, key.length() - 1) + "," + member + "}";
    }

    private static String rsa(int bits) {
        byte[] modulus = new byte[bits / 8];
        modulus[0] = (byte) 0x80;
        modulus[modulus.length - 1] = 1;
        String n = Base64.getUrlEncoder().withoutPadding().encodeToString(modulus);
        return "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" + n + "\"}";
    }

    private static void assertRefused(String key, String why) {
        assertThatThrownBy(() -> ClientKeys.parse(set(key)))
                .as(key)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        assertThat(ClientKeys.readUsable(set(key, EC)).keys()).hasSize(1);
    }

    @Test
    void keysForEachAlgorithmAreRead() {
        ClientKeys keys = ClientKeys.parse(set(
                with(EC, "\"kid\":\"a\",\"alg\":\"ES256\",\"use\":\"sig\""),
                with(EDWARDS, "\"alg\":\"Ed25519\""),
                rsa(2048)));
        assertThat(keys.keys()).extracting(ClientKey::algorithm).containsExactly("ES256", "EdDSA", "PS256");
        assertThat(keys.keys()).extracting(ClientKey::kid).containsExactly("a", null, null);
        assertThat(ClientKeys.parse(keys.json()).json()).isEqualTo(keys.json());
    }

    @Test
    void textThatIsNotWholeIsRefusedWhereverItIs() {
        for (String member : new String[] {
            "\"kid\":\"\\ud800\"", "\"kid\":\"a\\u0000\"", "\"x\\udc00\":1", "\"note\":{\"a\":[\"\\ud800\"]}"
        }) {
            assertThatThrownBy(() -> ClientKeys.readUsable(set(with(EC, member))))
                    .as(member)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("half a surrogate pair");
        }
    }

    @Test
    void nothingIsStoredThatIsNotNeeded() {
        String json = ClientKeys.parse(set(with(EC, "\"x5c\":[\"AA\"],\"note\":{\"a\":1},\"kid\":\"a\"")))
                .json();
        assertThat(json)
                .isEqualTo(
                        "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"a\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}");
    }

    @ParameterizedTest
    @CsvSource({"d,private", "k,private", "oth,private", "p,private"})
    void privateKeysAreRefused(String member, String why) {
        assertRefused(with(EC, "\"" + member + "\":\"AA\""), why);
        assertRefused(with(rsa(2048), "\"" + member + "\":[]"), why);
    }

    @Test
    void keysThatAreNoneOfTheAlgorithmsAreRefused() {
        assertRefused("{\"kty\":\"oct\",\"k\":\"AA\"}", "private or a shared key");
        assertRefused("{}", "kty");
        assertRefused(EC.replace("P-256", "P-384"), "crv");
        assertRefused(EDWARDS.replace("Ed25519", "X25519"), "crv");
        assertRefused(EC.replace("\"x\":\"f8", "\"x\":\"f9"), "not on the curve");
        assertRefused(EC.replace("\"y\":\"x_", "\"y\":\"!!"), "y is not base64url");
        assertRefused(EC.replace("\"y\":\"x_FE", "\"y\":\""), "y is missing or has another length");
        assertRefused(rsa(2040), "an RSA key has 2048 to 4096 bits, and this one 2040");
        assertRefused(rsa(8192), "8192");
        assertRefused(rsa(2048).replace("AQAB", "AQ"), "exponent");
        assertRefused(with(rsa(2048), "\"alg\":\"RS256\""), "alg is not PS256");
        assertRefused(with(EC, "\"use\":\"enc\""), "use");
        assertRefused(with(EC, "\"kid\":\"\""), "kid");
        assertRefused(with(EC, "\"kid\":7"), "kid");
    }

    @Test
    void anEd25519KeyOfSmallOrderIsRefused() {
        byte[] neutral = new byte[32];
        neutral[0] = 1;
        String x = Base64.getUrlEncoder().withoutPadding().encodeToString(neutral);
        assertRefused(EDWARDS.replace("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", x), "small order");
    }

    @Test
    void aNameOfAKeyIsThereOnce() {
        String named = with(EC, "\"kid\":\"a\"");
        assertThatThrownBy(() -> ClientKeys.parse(set(named, with(EDWARDS, "\"kid\":\"a\""))))
                .hasMessageContaining("Key 2 cannot be used: another one before it has the same kid");
    }

    @Test
    void whatIsNoSetIsRefused() {
        for (String text : new String[] {
            "",
            "x",
            "[]",
            "{}",
            EC,
            "{\"keys\":7}",
            "{\"keys\":[7]}",
            "{\"keys\":[{}",
            set(EC) + "x",
            set(EC) + set(EC),
            "{\"keys\":[],\"keys\":[]}",
            "[".repeat(100_000),
            set("{}") + " ".repeat(ClientKeys.MOST_BYTES),
            set(String.join(",", Collections.nCopies(51, EDWARDS)))
        }) {
            assertThatThrownBy(() -> ClientKeys.readUsable(text)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ClientKeys.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ClientKeys.parse(set())).hasMessageContaining("no key");
    }
}
