package dev.latchkey.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.proof.Proofs;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserCodeTest {

    private static final Proofs PROOFS = new Proofs(List.of(new byte[32]));

    @Test
    void aCodeHasTwoGroupsOfFourConsonants() {
        Set<String> codes = new HashSet<>();
        Set<Integer> letters = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            String code = UserCode.random().text();
            assertThat(code).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
            codes.add(code);
            code.chars().filter(Character::isLetter).forEach(letters::add);
        }
        assertThat(codes).hasSize(500);
        assertThat(letters).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WDJB-MJHT",
                "wdjb-mjht",
                "WDJBMJHT",
                "  wdjb mjht ",
                "W D J B – M J H T",
                "WDJB\u00a0MJHT",
                "wdjb.mjht",
                "wdjb_mjht"
            })
    void itIsReadAsPeopleTypeIt(String typed) {
        assertThat(UserCode.parse(typed).orElseThrow().text()).isEqualTo("WDJB-MJHT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "WDJB-MJH", "WDJB-MJHTT", "WDJB-MJHA", "WDJB-MJH7", "WDJB-MJH\u017f", "ＷDJB-MJHT", "%"})
    void whatCanBeNoCodeIsNone(String typed) {
        assertThat(UserCode.parse(typed)).isEmpty();
        assertThat(UserCode.parse("WDJB-MJHT" + " ".repeat(100))).isEmpty();
    }

    /** Whatever prints it does not leak it. */
    @Test
    void itsTextIsNotInItsDescription() {
        assertThat(UserCode.random().toString()).isEqualTo("UserCode");
    }

    @Test
    void aCodeIsRecognisedWhileTheKeyIsThereThatMadeItsMac() {
        byte[] old = new byte[32];
        byte[] young = {1, 2, 3, 4, 5, 6, 7, 8};
        UserCode code = UserCode.random();
        byte[] stored = code.macs(new Proofs(List.of(old))).getFirst();
        assertThat(code.macs(new Proofs(List.of(young, old)))).hasSize(2).contains(stored);
        assertThat(code.macs(new Proofs(List.of(young)))).doesNotContain(stored);
        assertThat(UserCode.random().macs(new Proofs(List.of(old)))).doesNotContain(stored);
    }

    @Test
    void aDeviceCodeIsGoodForItsClientOnly() {
        UUID grant = UUID.randomUUID();
        UUID client = UUID.randomUUID();
        String code = DeviceCode.write(PROOFS, grant, client);
        assertThat(code).startsWith("lkd_").hasSize(70);
        assertThat(DeviceCode.read(PROOFS, code, client)).contains(grant);
        assertThat(DeviceCode.read(PROOFS, code, UUID.randomUUID())).isEmpty();
        assertThat(DeviceCode.read(PROOFS, code.substring(4), client)).isEmpty();
        assertThat(DeviceCode.read(PROOFS, code + "A", client)).isEmpty();
        assertThat(DeviceCode.read(new Proofs(List.of(new byte[] {1})), code, client))
                .isEmpty();
    }
}
