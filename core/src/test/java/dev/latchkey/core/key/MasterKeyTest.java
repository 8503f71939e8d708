package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MasterKeyTest {

    private static final UUID ROW = UUID.fromString("0198a5f0-0000-7000-8000-000000000001");
    private static final UUID OTHER_ROW = UUID.fromString("0198a5f0-0000-7000-8000-000000000002");
    private static final byte[] SECRET = "the secret".getBytes(StandardCharsets.UTF_8);

    private final MasterKey key = MasterKey.parse(MasterKey.generate());

    @Test
    void whatIsSealedCanBeOpened() {
        assertThat(key.open(key.seal(SECRET, context(ROW)), context(ROW), ROW)).isEqualTo(SECRET);
    }

    @Test
    void theSameSecretIsSealedDifferentlyEachTime() {
        assertThat(key.seal(SECRET, context(ROW))).isNotEqualTo(key.seal(SECRET, context(ROW)));
        assertThat(new String(key.seal(SECRET, context(ROW)), StandardCharsets.ISO_8859_1))
                .doesNotContain("secret");
    }

    @Test
    void anotherKeyOpensNothing() {
        byte[] sealed = key.seal(SECRET, context(ROW));
        MasterKey other = MasterKey.parse(MasterKey.generate());
        assertThatExceptionOfType(WrongMasterKeyException.class)
                .isThrownBy(() -> other.open(sealed, context(ROW), ROW));
    }

    @Test
    void ofSeveralPartsTheFirstSealsAndEachOpens() {
        String oldText = MasterKey.generate();
        String newText = MasterKey.generate();
        MasterKey both = MasterKey.parse(newText + "\n" + oldText + "\n");
        byte[] before = MasterKey.parse(oldText).seal(SECRET, context(ROW));
        byte[] after = both.seal(SECRET, context(ROW));

        assertThat(both.open(before, context(ROW), ROW)).isEqualTo(SECRET);
        assertThat(both.isSealedByFirst(before, context(ROW))).isFalse();
        assertThat(both.isSealedByFirst(after, context(ROW))).isTrue();
        assertThat(MasterKey.parse(newText).open(after, context(ROW), ROW)).isEqualTo(SECRET);
        assertThatExceptionOfType(WrongMasterKeyException.class)
                .isThrownBy(() -> MasterKey.parse(oldText).open(after, context(ROW), ROW));
    }

    @Test
    void rowsCannotBeExchanged() {
        byte[] sealed = key.seal(SECRET, context(ROW));
        assertThatExceptionOfType(WrongMasterKeyException.class)
                .isThrownBy(() -> key.open(sealed, context(OTHER_ROW), ROW));
    }

    @Test
    void noByteOfWhatIsSealedCanBeChanged() {
        byte[] sealed = key.seal(SECRET, context(ROW));
        for (int i = 1; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatExceptionOfType(WrongMasterKeyException.class)
                    .isThrownBy(() -> key.open(changed, context(ROW), ROW));
        }
    }

    @Test
    void whatIsNotSealedByUsIsRefused() {
        for (byte[] bytes : List.of(new byte[0], new byte[] {1}, new byte[12], new byte[40])) {
            assertThatIllegalStateException().isThrownBy(() -> key.open(bytes, context(ROW), ROW));
        }
    }

    @Test
    void whatIsCutOffCannotBeOpened() {
        byte[] sealed = key.seal(SECRET, context(ROW));
        for (int length = 13; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatExceptionOfType(WrongMasterKeyException.class).isThrownBy(() -> key.open(cut, context(ROW), ROW));
        }
    }

    @Test
    void aMasterKeyIs32BytesInBase64() {
        String good = Base64.getEncoder().encodeToString(new byte[32]);
        assertThat(MasterKey.parse(" " + good + "\n")).isNotNull();
        for (String bad : List.of(
                "", "not base64!", Base64.getEncoder().encodeToString(new byte[31]), good.replace("=", "") + "AAAA")) {
            assertThatIllegalArgumentException().isThrownBy(() -> MasterKey.parse(bad));
        }
    }

    @Test
    void theMessageDoesNotRepeatTheKey() {
        String almost =
                Base64.getEncoder().encodeToString("0123456789012345678901234567890".getBytes(StandardCharsets.UTF_8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MasterKey.parse(almost))
                .withMessageNotContaining(almost);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MasterKey.parse("hunter2!"))
                .withMessageNotContaining("hunter2");
    }

    @Test
    void anOpenedKeyIsNeverPrinted() {
        KeyRecord record = new KeyRecord(ROW, KeyAlgorithm.HS256, null, SECRET, Instant.EPOCH, null);
        assertThat(record.toString()).isEqualTo("HS256 key " + ROW);
    }

    private static byte[] context(UUID row) {
        return row.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
