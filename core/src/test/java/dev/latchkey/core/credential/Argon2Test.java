package dev.latchkey.core.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.latchkey.core.credential.Argon2.Cost;
import dev.latchkey.core.credential.Passwords.Verdict;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/** BouncyCastle in memory that is kept, and libsodium: both make the hashes that the framework makes. */
class Argon2Test {

    private static final Passwords FRAMEWORK = new Passwords();

    /** One of each length, with everything in it that takes more than one byte. */
    private static final List<String> SOME = List.of(
            "x", "correct horse battery staple", "café crème brûlée", "\u0000\u0001", "🔑".repeat(64), "x".repeat(256));

    static Stream<Named<Argon2>> engines() {
        return Stream.of(
                Named.of("BouncyCastle", new JavaArgon2(1, 20_000)),
                Named.of("BouncyCastle, with less kept than a hash needs", new JavaArgon2(1, 100)),
                Named.of(
                        "libsodium",
                        NativeArgon2.find(new JavaArgon2(1, 20_000)).orElse(null)));
    }

    private static Argon2 needed(@Nullable Argon2 engine) {
        assumeTrue(engine != null, "libsodium is not installed: passwords are hashed in Java only");
        return Objects.requireNonNull(engine);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void eachVerifiesWhatTheOtherHashed(@Nullable Argon2 engine) {
        Passwords fast = Passwords.with(needed(engine));
        for (String password : SOME) {
            for (Passwords one : List.of(FRAMEWORK, fast)) {
                String hash = one.hash(password);
                for (Passwords other : List.of(FRAMEWORK, fast)) {
                    assertThat(other.verify(password, hash)).isEqualTo(Verdict.MATCH);
                    assertThat(other.verify(password + "x", hash)).isEqualTo(Verdict.MISMATCH);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void importedHashesOfEveryShapeVerify(@Nullable Argon2 engine) {
        Passwords fast = Passwords.with(needed(engine));
        // salt, hash, lanes, memory, passes: the first three are nothing that libsodium knows
        for (int[] shape :
                new int[][] {{8, 32, 1, 64, 1}, {16, 32, 2, 64, 1}, {32, 64, 4, 128, 3}, {16, 16, 1, 8, 1}}) {
            String hash = Objects.requireNonNull(
                    new Argon2PasswordEncoder(shape[0], shape[1], shape[2], shape[3], shape[4]).encode("imported"));
            assertThat(fast.verify("imported", hash)).as(hash).isEqualTo(Verdict.MATCH_OUTDATED);
            assertThat(fast.verify("wrong", hash)).as(hash).isEqualTo(Verdict.MISMATCH);
        }
    }

    /** Made by another program: {@code echo -n password | argon2 0123456789abcdef -id -t 2 -k 19456 -p 1 -l 32}. */
    @ParameterizedTest
    @MethodSource("engines")
    void theHashIsTheOneOfTheReferenceImplementation(@Nullable Argon2 engine) {
        byte[] hash = needed(engine)
                .hash("password", "0123456789abcdef".getBytes(StandardCharsets.US_ASCII), Passwords.COST, 32);
        assertThat(Base64.getEncoder().withoutPadding().encodeToString(hash))
                .isEqualTo("0qsHs573+LgGInzYb7sRqlOTBmqY4X6srNEm6ybpJ20");
    }

    /** What each hash makes anew ends up among what is old: the heap of a server grew to its limit. */
    @Test
    void javaMakesItsMemoryOnce() {
        JavaArgon2 engine = new JavaArgon2(1, 20_000);
        assertThat(allocatedBy(engine, Passwords.COST)).isGreaterThan(19_000_000);
        assertThat(allocatedBy(engine, Passwords.COST)).isLessThan(1_000_000);
    }

    /** Made anew for each sign-in of an imported account, it took a server from 0.3 to 1.4 GB. */
    @Test
    void javaMakesTheMemoryOfLargeHashesOnceWhateverTheirShape() {
        JavaArgon2 engine = new JavaArgon2(1, 20_000);
        assertThat(allocatedBy(engine, new Cost(Argon2.Type.ID, 65_536, 1, 4))).isGreaterThan(65_000_000);
        for (Argon2.Type type : Argon2.Type.values()) {
            for (Cost cost : List.of(
                    new Cost(type, 65_536, 1, 4),
                    new Cost(type, 65_536, 1, 1),
                    new Cost(type, 40_000, 2, 8),
                    new Cost(type, 20_500, 1, 2))) {
                assertThat(allocatedBy(engine, cost)).as(cost.toString()).isLessThan(1_000_000);
            }
        }
    }

    private static long allocatedBy(Argon2 engine, Cost cost) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        byte[] hash = engine.hash("password", new byte[Argon2.SALT_BYTES], cost, 32);
        assertThat(hash).hasSize(32);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
