package dev.latchkey.core.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.credential.Passwords.Verdict;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder.BCryptVersion;

class PasswordsTest {

    private static final Passwords PASSWORDS = new Passwords();
    private static final String PASSWORD = "correct horse battery staple";

    @Test
    void aHashVerifiesItsPasswordAndNoOther() {
        String hash = PASSWORDS.hash(PASSWORD);
        assertThat(PASSWORDS.verify(PASSWORD, hash)).isEqualTo(Verdict.MATCH);
        assertThat(PASSWORDS.verify(PASSWORD + " ", hash)).isEqualTo(Verdict.MISMATCH);
        assertThat(PASSWORDS.verify("", hash)).isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void aHashHasTheParametersOfTheDesignAndItsOwnSalt() {
        String hash = PASSWORDS.hash(PASSWORD);
        assertThat(hash).startsWith("{argon2}$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(PASSWORDS.hash(PASSWORD)).isNotEqualTo(hash);
    }

    @Test
    void everyByteOfALongPasswordCounts() {
        String longest = "x".repeat(255);
        String hash = PASSWORDS.hash(longest + "a");
        assertThat(PASSWORDS.verify(longest + "a", hash)).isEqualTo(Verdict.MATCH);
        assertThat(PASSWORDS.verify(longest + "b", hash)).isEqualTo(Verdict.MISMATCH);
        assertThat(PASSWORDS.verify(longest, hash)).isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void everyKindOfBcryptHashVerifiesAndIsOutdated() {
        for (BCryptVersion version : BCryptVersion.values()) {
            String hash = bcrypt(version, PASSWORD);
            for (String stored : List.of(hash, "{bcrypt}" + hash)) {
                assertThat(PASSWORDS.verify(PASSWORD, stored)).as(stored).isEqualTo(Verdict.MATCH_OUTDATED);
                assertThat(PASSWORDS.verify("wrong", stored)).as(stored).isEqualTo(Verdict.MISMATCH);
            }
        }
    }

    @Test
    void aPasswordThatBcryptSawOnlyTheBeginningOfIsNotHashedAgain() {
        String longer = "x".repeat(80);
        String hash = bcrypt(BCryptVersion.$2B, longer.substring(0, 72));
        assertThat(PASSWORDS.verify(longer, hash)).isEqualTo(Verdict.MATCH);
    }

    @Test
    void anArgon2HashWithOtherParametersVerifiesAndIsOutdated() {
        String weaker = Objects.requireNonNull(new Argon2PasswordEncoder(16, 32, 1, 8192, 1).encode(PASSWORD));
        assertThat(PASSWORDS.verify(PASSWORD, weaker)).isEqualTo(Verdict.MATCH_OUTDATED);
        assertThat(PASSWORDS.verify("wrong", "{argon2}" + weaker)).isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void noHashMatchesNothing() {
        assertThat(PASSWORDS.verify(PASSWORD, null)).isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void whatIsNotAHashIsMalformedAndNeverThrows() {
        String bcrypt = bcrypt(BCryptVersion.$2A, PASSWORD);
        for (String stored : List.of(
                "",
                PASSWORD,
                "{noop}" + PASSWORD,
                "{argon2}",
                "{bcrypt}",
                "{bcrypt}{bcrypt}" + bcrypt,
                "{argon2}$argon2id$v=19$m=19456,t=2,p=1$$",
                "$argon2id$v=19$m=x,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g",
                "$argon2id$v=16$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g",
                bcrypt.substring(0, 59),
                bcrypt + "A",
                bcrypt + "\n",
                "$2x$" + bcrypt.substring(4),
                "$1$salt$hash")) {
            assertThat(PASSWORDS.verify(PASSWORD, stored)).as(stored).isEqualTo(Verdict.MALFORMED);
        }
    }

    @Test
    void aHashWhoseParametersAreOutOfRangeIsNotComputed() {
        String salted = "$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g";
        for (String stored : List.of(
                "$argon2id$v=19$m=9999999,t=2,p=1" + salted,
                "$argon2id$v=19$m=999999999,t=999999999,p=999999999" + salted,
                "$argon2id$v=19$m=262144,t=3,p=1" + salted,
                "$argon2id$v=19$m=131073,t=1,p=1" + salted,
                "$argon2id$v=19$m=131072,t=5,p=1" + salted,
                "$argon2id$v=19$m=65536,t=9,p=4" + salted,
                "$argon2id$v=19$m=19456,t=99,p=1" + salted,
                "$argon2id$v=19$m=19456,t=0,p=1" + salted,
                "$argon2id$v=19$m=19456,t=2,p=0" + salted,
                "$argon2id$v=19$m=19456,t=2,p=17" + salted,
                "$argon2id$v=19$m=0,t=2,p=1" + salted,
                "$argon2id$v=19$m=64,t=2,p=16" + salted,
                "$2a$31$" + "a".repeat(53),
                "$2a$03$" + "a".repeat(53))) {
            assertThat(PASSWORDS.verify(PASSWORD, stored)).as(stored).isEqualTo(Verdict.TOO_COSTLY);
            assertThat(PASSWORDS.isLarge(stored, null)).as(stored).isFalse();
            assertThatExceptionOfType(InvalidValueException.class)
                    .as(stored)
                    .isThrownBy(() -> ImportedHash.of(stored, HashBounds.DEFAULT))
                    .withMessageMatching(".*( may be | at least ).*")
                    .withMessageNotContaining("aaaa")
                    .withMessageNotContaining("c2Fs");
        }
    }

    @Test
    void theBoundsFollowTheSettingAndTheHeap() {
        assertThat(HashBounds.parse("128MB")).isEqualTo(HashBounds.DEFAULT);
        for (String wrong : List.of("19MB", "2GB", "128", "lots", "-1MB", "99999999999TB")) {
            assertThatIllegalArgumentException()
                    .as(wrong)
                    .isThrownBy(() -> HashBounds.parse(wrong))
                    .withMessage("latchkey.password.max-hash-memory is '" + wrong
                            + "': it has to be a size from 20MB to 1024MB, such as 128MB.");
        }
        // The heap of the image, of which one survivor space does not count.
        assertThat(HashBounds.DEFAULT.within((256L << 20) - (3 << 20), 2)).isEqualTo(HashBounds.DEFAULT);
        assertThat(HashBounds.DEFAULT.within(200L << 20, 1).memoryKib()).isBetween(90_000, 110_000);
        assertThat(HashBounds.DEFAULT.within(64L << 20, 2).memoryKib()).isEqualTo(20_480);
    }

    @Test
    void aHashThatAnotherSystemMadeOfThePasswordAsSentMatchesAndIsOutdated() {
        String decomposed = "cafe\u0301 cre\u0300me bru\u0302le\u0301e \u212a";
        GivenPassword given = GivenPassword.of(decomposed);
        for (String stored : List.of(
                bcrypt(BCryptVersion.$2B, decomposed),
                argon2(8192, 1, decomposed),
                // As strong as ours, and imported: stored without our prefix.
                argon2(19_456, 2, decomposed),
                argon2(32_768, 2, decomposed))) {
            assertThat(PASSWORDS.verify(given, stored, null)).as(stored).isEqualTo(Verdict.MATCH_OUTDATED);
            assertThat(PASSWORDS.verify(GivenPassword.of(decomposed + "x"), stored, null))
                    .as(stored)
                    .isEqualTo(Verdict.MISMATCH);
        }
        assertThat(PASSWORDS.verify(given, PASSWORDS.hash(given.normalised()), null))
                .isEqualTo(Verdict.MATCH);
        // We hash what is normalised, so the second try is for others' hashes only.
        assertThat(PASSWORDS.verify(given, PASSWORDS.hash(decomposed), null)).isEqualTo(Verdict.MISMATCH);
    }

    private static String argon2(int memory, int passes, String password) {
        return Objects.requireNonNull(new Argon2PasswordEncoder(16, 32, 1, memory, passes).encode(password));
    }

    private static String bcrypt(BCryptVersion version, String password) {
        return Objects.requireNonNull(new BCryptPasswordEncoder(version, 4).encode(password));
    }
}
