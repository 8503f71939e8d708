package dev.latchkey.core.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProofsTest {

    private static final UUID ID = UUID.fromString("0198a5f0-0000-7000-8000-000000000001");
    private static final Instant TIME = Instant.parse("2026-02-03T04:05:06.789012Z");

    private final Proofs proofs = new Proofs(List.of(key(1)));
    private final Random random = new Random(14);

    private static Fields shown() {
        return new Fields().id(ID).number(7);
    }

    private static Fields bound() {
        return new Fields().text("/consent");
    }

    private static Optional<String> verify(Proofs proofs, String text) {
        return verify(proofs, Label.SESSION, text, bound());
    }

    private static Optional<String> verify(Proofs proofs, Label label, String text, Fields bound) {
        return proofs.verify(label, text, bound, fields -> fields.id() + " " + fields.number());
    }

    private static Optional<String> open(Proofs proofs, Label label, String text) {
        return proofs.open(label, text, (id, fields) -> id + " " + fields.text());
    }

    @Test
    void everyValueIsReadAsItWasWritten() {
        var all = new Fields()
                .id(ID)
                .number(Integer.MIN_VALUE)
                .time(TIME)
                .bytes(new byte[] {0, -1})
                .text("grün 🦊")
                .optionalId(null)
                .optionalId(ID)
                .optionalBytes(null)
                .optionalBytes(new byte[300])
                .optionalText(null)
                .optionalText("");
        String read = proofs.open(
                        Label.CODE,
                        proofs.seal(Label.CODE, ID, all),
                        (id, fields) -> String.join(
                                " ",
                                fields.id().toString(),
                                Integer.toString(fields.number()),
                                fields.time().toString(),
                                Integer.toString(fields.bytes().length),
                                fields.text(),
                                String.valueOf(fields.optionalId()),
                                String.valueOf(fields.optionalId()),
                                String.valueOf(fields.optionalBytes() == null),
                                Integer.toString(String.valueOf((Object) fields.optionalBytes())
                                                .length())
                                        .substring(0, 1),
                                String.valueOf(fields.optionalText()),
                                String.valueOf(fields.optionalText()) + "."))
                .orElseThrow();
        assertThat(read)
                .startsWith(ID + " -2147483648 2026-02-03T04:05:06.789012Z 2 grün 🦊 null " + ID + " true")
                .endsWith("null .");
        assertThatIllegalArgumentException().isThrownBy(() -> new Fields().bytes(new byte[65_536]));
    }

    @Test
    void noCharacterOfAProofCanBeChanged() {
        String mac = proofs.mac(Label.SESSION, shown(), bound());
        assertNothingElseIsTaken(mac, text -> verify(proofs, text).isPresent());
        String sealed = proofs.seal(Label.CODE, ID, new Fields().text("secret"));
        assertNothingElseIsTaken(sealed, text -> open(proofs, Label.CODE, text).isPresent());
    }

    private void assertNothingElseIsTaken(String proof, Predicate<String> taken) {
        assertThat(taken.test(proof)).isTrue();
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < proof.length(); i++) {
            for (int n = 0; n < 64; n++) {
                String changed = proof.substring(0, i) + alphabet.charAt(n) + proof.substring(i + 1);
                assertThat(taken.test(changed)).as(changed).isEqualTo(changed.equals(proof));
            }
        }
        for (String changed : List.of(
                "",
                "A",
                proof + "A",
                proof + "AA",
                proof + "=",
                proof.substring(1),
                proof.substring(0, proof.length() - 1),
                " " + proof,
                proof + "\n",
                proof.replace('-', '+') + "é",
                proof.repeat(100))) {
            assertThat(taken.test(changed)).as(changed).isFalse();
        }
    }

    /** Bytes as an attacker may send them: random ones, and those of a proof with bytes changed, added or removed. */
    @Test
    void noOtherBytesAreAProof() {
        Supplier<byte[]> mac = decoded(proofs.mac(Label.SESSION, shown(), bound()));
        Supplier<byte[]> sealed = decoded(proofs.seal(Label.CODE, ID, new Fields().text("secret")));
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = mutate(i % 2 == 0 ? mac.get() : sealed.get());
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            assertThat(verify(proofs, text)).as(text).isEmpty();
            assertThat(open(proofs, Label.CODE, text)).as(text).isEmpty();
        }
    }

    private static Supplier<byte[]> decoded(String proof) {
        return () -> Base64.getUrlDecoder().decode(proof);
    }

    private byte[] mutate(byte[] bytes) {
        switch (random.nextInt(4)) {
            case 0 -> random.nextBytes(bytes);
            case 1 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> bytes = java.util.Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(40));
            default -> {
                int place = random.nextInt(bytes.length);
                bytes[place] ^= (byte) (1 + random.nextInt(255));
            }
        }
        return bytes;
    }

    @Test
    void aProofIsForItsLabelAndForWhatIsBoundToIt() {
        String mac = proofs.mac(Label.SESSION, shown(), bound());
        assertThat(verify(proofs, mac)).contains(ID + " 7");
        assertThat(verify(proofs, Label.FORM, mac, bound())).isEmpty();
        assertThat(verify(proofs, Label.SESSION, mac, new Fields())).isEmpty();
        assertThat(verify(proofs, Label.SESSION, mac, new Fields().text("/consent2")))
                .isEmpty();
        String sealed = proofs.seal(Label.CODE, ID, new Fields().text("secret"));
        assertThat(open(proofs, Label.CODE, sealed)).contains(ID + " secret");
        assertThat(open(proofs, Label.FORM, sealed)).isEmpty();
        assertThat(verify(proofs, sealed)).isEmpty();
        assertThat(open(proofs, Label.SESSION, mac)).isEmpty();
    }

    @Test
    void whatIsShownNeverPassesForWhatIsBound() {
        String together = proofs.mac(Label.FORM, new Fields().number(1), new Fields().number(2));
        byte[] bytes = Base64.getUrlDecoder().decode(together);
        assertThat(bytes).hasSize(1 + 4 + 32);
        byte[] moved = new byte[1 + 8 + 32];
        System.arraycopy(bytes, 0, moved, 0, 5);
        moved[8] = 2;
        System.arraycopy(bytes, 5, moved, 9, 32);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(moved);
        assertThat(proofs.verify(Label.FORM, text, new Fields(), fields -> fields.number() + fields.number()))
                .isEmpty();
    }

    @Test
    void aReaderThatReadsTooLittleOrTooMuchGetsNothing() {
        String mac = proofs.mac(Label.SESSION, shown(), bound());
        assertThat(proofs.verify(Label.SESSION, mac, bound(), FieldReader::id)).isEmpty();
        assertThat(proofs.verify(Label.SESSION, mac, bound(), fields -> fields.id() + "" + fields.time()))
                .isEmpty();
        assertThat(proofs.verify(Label.SESSION, mac, bound(), FieldReader::text))
                .isEmpty();
    }

    @Test
    void olderKeysAreRecognisedAndTheFirstOneMakesProofs() {
        Proofs rotated = new Proofs(List.of(key(2), key(1)));
        Proofs next = new Proofs(List.of(key(2)));
        String before = proofs.mac(Label.SESSION, shown(), bound());
        String sealedBefore = proofs.seal(Label.CODE, ID, new Fields().text("secret"));
        assertThat(verify(rotated, before)).isPresent();
        assertThat(open(rotated, Label.CODE, sealedBefore)).isPresent();
        assertThat(verify(next, before)).isEmpty();
        assertThat(open(next, Label.CODE, sealedBefore)).isEmpty();
        assertThat(verify(next, rotated.mac(Label.SESSION, shown(), bound()))).isPresent();
        assertThat(open(next, Label.CODE, rotated.seal(Label.CODE, ID, new Fields().text("x"))))
                .isPresent();
    }

    @Test
    void whatIsSealedCannotBeReadAndIsNeverTheSameTwice() {
        String one = proofs.seal(Label.CODE, ID, new Fields().text("a secret of some length"));
        String other = proofs.seal(Label.CODE, ID, new Fields().text("a secret of some length"));
        assertThat(one).isNotEqualTo(other);
        assertThat(new String(Base64.getUrlDecoder().decode(one), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("secret");
    }

    @Test
    void thereIsAlwaysAKey() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Proofs(List.of()));
    }

    private static byte[] key(int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        return key;
    }
}
