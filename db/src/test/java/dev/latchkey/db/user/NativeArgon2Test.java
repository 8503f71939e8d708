package dev.latchkey.db.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.db.user.Passwords.Verdict;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

class NativeArgon2Test {

    private static final Passwords JAVA = new Passwords();
    private static final Passwords FAST = Passwords.fast();

    /** One of each length, with everything in it that takes more than one byte. */
    private static final List<String> SOME = List.of(
            "x", "correct horse battery staple", "café crème brûlée", "\u0000\u0001", "🔑".repeat(64), "x".repeat(256));

    private static Optional<NativeArgon2> found = Optional.empty();

    @BeforeAll
    static void needsLibsodium() {
        found = NativeArgon2.find();
        assumeTrue(found.isPresent(), "libsodium is not installed: passwords are hashed in Java only");
    }

    @Test
    void eachVerifiesWhatTheOtherHashed() {
        for (String password : SOME) {
            for (Passwords one : List.of(JAVA, FAST)) {
                String hash = one.hash(password);
                for (Passwords other : List.of(JAVA, FAST)) {
                    assertThat(other.verify(password, hash)).isEqualTo(Verdict.MATCH);
                    assertThat(other.verify(password + "x", hash)).isEqualTo(Verdict.MISMATCH);
                }
            }
        }
    }

    @Test
    void importedHashesOfEveryShapeVerify() {
        // salt, hash, lanes, memory, passes: the first three are nothing that libsodium knows
        for (int[] shape :
                new int[][] {{8, 32, 1, 64, 1}, {16, 32, 2, 64, 1}, {32, 64, 4, 128, 3}, {16, 16, 1, 8, 1}}) {
            String hash = Objects.requireNonNull(
                    new Argon2PasswordEncoder(shape[0], shape[1], shape[2], shape[3], shape[4]).encode("imported"));
            assertThat(FAST.verify("imported", hash)).as(hash).isEqualTo(Verdict.MATCH_OUTDATED);
            assertThat(FAST.verify("wrong", hash)).as(hash).isEqualTo(Verdict.MISMATCH);
        }
    }

    /** Made by another program: {@code echo -n password | argon2 0123456789abcdef -id -t 2 -k 19456 -p 1 -l 32}. */
    @Test
    void theHashIsTheOneOfTheReferenceImplementation() {
        byte[] hash = found.orElseThrow()
                .hash(
                        "password",
                        "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        19_456,
                        2,
                        32);
        assertThat(Base64.getEncoder().withoutPadding().encodeToString(hash))
                .isEqualTo("0qsHs573+LgGInzYb7sRqlOTBmqY4X6srNEm6ybpJ20");
    }
}
