package dev.latchkey.core.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.credential.Passwords.Verdict;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.crypto.scrypt.SCryptPasswordEncoder;

/** Hashes of each family, made by the systems themselves, by passlib, Werkzeug or OpenSSL. */
class ForeignHashTest {

    private static final Passwords PASSWORDS = new Passwords();

    @ParameterizedTest
    @CsvFileSource(resources = "/foreign-hashes.tsv", delimiter = '\t', numLinesToSkip = 1)
    void aHashVerifiesItsPasswordAndNoOther(String family, String password, String hash, boolean weak) {
        ImportedHash imported = ImportedHash.of(hash, HashBounds.DEFAULT);
        assertThat(imported.isWeak()).isEqualTo(weak);
        String stored = imported.stored(PASSWORDS);
        assertThat(PASSWORDS.verify(password, stored)).isEqualTo(Verdict.MATCH_OUTDATED);
        for (String wrong : new String[] {"", password + " ", password.substring(1), "Ö".repeat(40)}) {
            assertThat(PASSWORDS.verify(wrong, stored)).as(wrong).isEqualTo(Verdict.MISMATCH);
        }
        // A table of another Latchkey has this form.
        assertThat(ImportedHash.of(stored, HashBounds.DEFAULT).stored(PASSWORDS))
                .isEqualTo(stored);
        assertThat(stored).hasSizeLessThan(400);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/foreign-hashes.tsv", delimiter = '\t', numLinesToSkip = 1)
    void nothingOfAWeakDigestIsStored(String family, String password, String hash, boolean weak) {
        String stored = ImportedHash.of(hash, HashBounds.DEFAULT).stored(PASSWORDS);
        assertThat(stored.startsWith("{argon2+")).isEqualTo(weak);
        if (weak && hash.length() > 30 && !hash.startsWith("{S") && !hash.startsWith("{MD5}")) {
            assertThat(stored).doesNotContain(hash.substring(hash.length() - 20));
        }
    }

    @Test
    @SuppressWarnings("deprecation") // tables still have them
    void springsEncodersAreRead() {
        String password = "violet-harbour-91-lamp";
        verify(
                password,
                "{pbkdf2}"
                        + Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_5().encode(password));
        verify(
                password,
                "{pbkdf2@SpringSecurity_v5_8}"
                        + Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_8().encode(password));
        verify(
                password,
                "{scrypt}"
                        + SCryptPasswordEncoder.defaultsForSpringSecurity_v4_1().encode(password));
        verify(
                password,
                "{scrypt@SpringSecurity_v5_8}"
                        + SCryptPasswordEncoder.defaultsForSpringSecurity_v5_8().encode(password));
    }

    private static void verify(String password, String hash) {
        String stored = ImportedHash.of(Objects.requireNonNull(hash), HashBounds.DEFAULT)
                .stored(PASSWORDS);
        assertThat(PASSWORDS.verify(password, stored)).as(stored).isEqualTo(Verdict.MATCH_OUTDATED);
        assertThat(PASSWORDS.verify(password + "x", stored)).as(stored).isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void aLongKeyOfPbkdf2IsComparedByItsFirstBlock() {
        // 64 bytes of PBKDF2 with SHA-256, as Keycloak wrote before version 24.
        String sample = "$pbkdf2-sha256$27500$dqXR11LBguVcOrf+X/2AAQ$";
        String shorter = "GstVZv9tl0aB/747kWld90R+rpH0IFnbBFxlAtZWJz4";
        String longer = shorter.substring(0, 42) + "4" + "A".repeat(43);
        assertThat(ImportedHash.of(sample + longer, HashBounds.DEFAULT).stored(PASSWORDS))
                .startsWith("{pbkdf2-sha256}$i=27500,l=32$");
        assertThat(PASSWORDS.verify(
                        "copper-meadow-63-bell",
                        ImportedHash.of(sample + shorter, HashBounds.DEFAULT).stored(PASSWORDS)))
                .isEqualTo(Verdict.MATCH_OUTDATED);
    }

    @Test
    void whatMakesALargeHashTakesItsTurn() {
        String large = "{scrypt}$n=65536,r=8,p=1,l=32$c2FsdHNhbHQ$" + "A".repeat(43);
        assertThat(PASSWORDS.isLarge(large, null)).isTrue();
        assertThat(PASSWORDS.isLarge("{pbkdf2-sha256}$i=27500,l=32$c2FsdHNhbHQ$" + "A".repeat(43), null))
                .isFalse();
    }

    @Test
    void aPasswordThatBcryptSawOnlyTheBeginningOfIsNotHashedAgain() {
        // Cost 4, so that it is wrapped.
        String hash = "$2b$04$abcdefghijklmnopqrstuu" + "A".repeat(31);
        StoredHash parsed = StoredHash.parse(hash).orElseThrow();
        String digest = ((StoredHash.ForeignHash) parsed).method().digest("x".repeat(80), "abcdefghijklmnopqrstuu");
        String stored = ImportedHash.of("$2b$04$abcdefghijklmnopqrstuu" + digest, HashBounds.DEFAULT)
                .stored(PASSWORDS);
        assertThat(stored).startsWith("{argon2+bcrypt}$2b,04$");
        assertThat(PASSWORDS.verify("x".repeat(80), stored)).isEqualTo(Verdict.MATCH);
        assertThat(PASSWORDS.verify("x".repeat(72), stored)).isEqualTo(Verdict.MATCH_OUTDATED);
        assertThat(PASSWORDS.verify("x".repeat(71), stored)).isEqualTo(Verdict.MISMATCH);
    }
}
