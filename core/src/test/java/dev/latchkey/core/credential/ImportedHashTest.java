package dev.latchkey.core.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.credential.Passwords.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hashes as Spring Security, Django, Apache, OpenLDAP, passlib and Auth0 write them. */
class ImportedHashTest {

    private static final Passwords PASSWORDS = new Passwords();

    private static final String DJANGO_BOB =
            "argon2$argon2id$v=19$m=102400,t=2,p=8$NMbY+7/3/t+7N2bsvTcGIA$uubTTzgVFLs/nohl6RNcrA";
    private static final String AUTH0_ALICE = "$2b$10$X14GPXMerChhexdYHYB3K.2FWcsNB7nopjrPKnGoEL0.w.WIFRROi";

    private static String stored(String hash) {
        return ImportedHash.of(hash, HashBounds.DEFAULT).stored(PASSWORDS);
    }

    @Test
    void whatOthersWriteBeforeAHashIsUnderstood() {
        String argon2 = DJANGO_BOB.substring("argon2".length());
        for (String prefix : List.of(
                "",
                "argon2",
                "{argon2}",
                "{ARGON2}",
                "{argon2@SpringSecurity_v5_8}",
                "{argon2@SpringSecurity_v5_2}",
                "{ARGON2ID}")) {
            assertThat(stored(prefix + argon2)).isEqualTo(argon2);
            // Also in a row that an administrator wrote.
            assertThat(PASSWORDS.verify("wrong", prefix + argon2)).as(prefix).isEqualTo(Verdict.MISMATCH);
        }
        assertThat(PASSWORDS.verify("amber-station-17-coat", argon2)).isEqualTo(Verdict.MATCH_OUTDATED);
        for (String prefix : List.of("", "bcrypt$", "{bcrypt}", "{BCRYPT}", "{CRYPT}", "{crypt}", "{BLF-CRYPT}")) {
            assertThat(stored(prefix + AUTH0_ALICE)).isEqualTo("{bcrypt}" + AUTH0_ALICE);
            assertThat(PASSWORDS.verify("violet-harbour-91-lamp", prefix + AUTH0_ALICE))
                    .as(prefix)
                    .isEqualTo(Verdict.MATCH_OUTDATED);
        }
    }

    @Test
    void whatIsNotUnderstoodIsCalledByItsName() {
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put("pbkdf2_sha256$870000$IhSBcbv03MW2$SECRET", "pbkdf2");
        hashes.put("$pbkdf2-sha256$29000$SECRET$SECRET", "pbkdf2");
        hashes.put("pbkdf2:sha256:1000000$SECRET$SECRET", "pbkdf2");
        hashes.put("{pbkdf2@SpringSecurity_v5_8}SECRET", "pbkdf2");
        hashes.put("{scrypt}$e0801$SECRET", "scrypt");
        hashes.put("scrypt:32768:8:1$SECRET", "scrypt");
        hashes.put("scrypt:32767:8:1$salt$" + "5ebe".repeat(16), "scrypt");
        hashes.put("bcrypt_sha256$$2b$12$SECRET", "bcrypt_sha256");
        hashes.put("$bcrypt-sha256$v=2,t=2b,r=12$SECRET", "bcrypt_sha256");
        hashes.put("$2x$05$SECRET", "bcrypt $2x$");
        hashes.put("$2b$12$SECRET", "bcrypt that is incomplete");
        hashes.put("{SSHA}SECRETSECRET", "{SSHA}");
        hashes.put("{SSHA512}SECRETSECRET", "{SSHA512}");
        hashes.put("{SHA}SECRETSECRET", "{SHA}");
        hashes.put("{CRYPT}$6$SECRET", "SHA-512 crypt");
        hashes.put("$6$rounds=656000$SECRET", "SHA-512 crypt");
        hashes.put("$5$SECRET", "SHA-256 crypt");
        hashes.put("$1$SECRET", "MD5 crypt");
        hashes.put("$apr1$SECRET", "Apache MD5");
        hashes.put("$y$j9T$SECRET", "yescrypt, which cannot be imported");
        hashes.put("{CRYPT}$y$j9T$SECRET", "yescrypt");
        hashes.put("{CRYPT}SECRETSECR3T.", "DES crypt, which cannot be imported");
        hashes.put("SECRETSECR3T.", "DES crypt");
        hashes.put("_J9..SECRETSECRET", "DES crypt");
        hashes.put("$P$BSECRET", "phpass");
        hashes.put("md5$SECRET", "salted MD5");
        hashes.put("{noop}SECRET", "a password in clear");
        hashes.put("{SASL}SECRET", "kept by another system");
        hashes.put("!SECRET", "without a password");
        hashes.put("5ebe2294ecd0e0f08eab7690d2a6ee69", "hexadecimal");
        hashes.put("$argon2id$v=16$m=19456,t=2,p=1$SECRETSECRET$SECRET", "another version");
        hashes.put("$argon2id$m=19456,t=2,p=1$SECRETSECRET$SECRET", "another version");
        hashes.put("$argon2id$v=19$m=19456,t=2,p=1,keyid=x$SECRET", "argon2 that is incomplete");
        hashes.put("{argon2}{argon2}" + DJANGO_BOB, "not known");
        hashes.put("SECRET", "not known");
        hashes.put("", "not known");
        hashes.put("SECRET\n" + AUTH0_ALICE, "not known");
        hashes.forEach((hash, name) -> {
            assertThatExceptionOfType(InvalidValueException.class)
                    .as(hash)
                    .isThrownBy(() -> ImportedHash.of(hash, HashBounds.DEFAULT))
                    .withMessageStartingWith("The password hash is ")
                    .withMessageContaining(name)
                    .withMessageNotContaining("SECRET")
                    .withMessageNotContaining("5ebe")
                    .withMessageNotContaining("X14G")
                    .withMessageNotContaining("NMbY");
            assertThat(PASSWORDS.verify("SECRET", hash)).as(hash).isEqualTo(Verdict.MALFORMED);
        });
    }

    @Test
    void paddingIsLeftOutAndWhatIsNoBase64IsRefused() {
        String padded = DJANGO_BOB.replace("GIA$", "GIA==$") + "==";
        assertThat(stored(padded)).isEqualTo(DJANGO_BOB.substring("argon2".length()));
        String odd = DJANGO_BOB.replace("GIA$", "GIAAAA$");
        assertThat(PASSWORDS.verify("x", odd)).isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void whatCostsTooMuchIsRefusedAtImportAndNotComputedAtASignIn() {
        String salted = "$c2FsdHNhbHQ$" + "A".repeat(43);
        Map<String, String> costs = new LinkedHashMap<>();
        costs.put("$pbkdf2-sha256$2000001" + salted, "at most 2000000");
        costs.put("pbkdf2_sha256$2000001$saltsalt$" + "A".repeat(43) + "=", "at most 2000000");
        costs.put("$6$rounds=1000001$saltsalt$" + "A".repeat(86), "1000 to 1000000");
        costs.put("$5$rounds=999$saltsalt$" + "A".repeat(43), "1000 to 1000000");
        costs.put("$2b$15$" + "A".repeat(53), "4 to 14");
        costs.put("bcrypt_sha256$$2b$15$" + "A".repeat(53), "4 to 14");
        costs.put("$argon2id$v=19$m=131073,t=1,p=1" + salted, "at most 131072");
        costs.put("scrypt:262144:8:1$saltsalt$" + "ab".repeat(64), "at most 131072 KiB");
        costs.put("$scrypt$ln=17,r=8,p=16" + salted, "at most 524288 KiB");
        costs.forEach((hash, bound) -> assertThatExceptionOfType(InvalidValueException.class)
                .as(hash)
                .isThrownBy(() -> ImportedHash.of(hash, HashBounds.DEFAULT))
                .withMessageContaining(bound));
        // In a row that an import wrote when the bounds were higher, or an attacker did.
        for (String row : List.of(
                "{pbkdf2-sha256}$i=2000001,l=32" + salted,
                "{sha512-crypt}$i=1000001$saltsalt$" + "A".repeat(86),
                "{bcrypt-sha256-hex}$2b,15$" + "A".repeat(22) + "$" + "A".repeat(31),
                "{scrypt}$n=262144,r=8,p=1,l=32" + salted,
                "{argon2+pbkdf2-sha256}$i=2000001,l=32$c2FsdHNhbHQ$argon2id$v=19$m=19456,t=2,p=1" + salted)) {
            assertThat(PASSWORDS.verify("x", row)).as(row).isEqualTo(Verdict.TOO_COSTLY);
        }
        assertThat(ImportedHash.of("$pbkdf2-sha256$2000000" + salted, HashBounds.DEFAULT)
                        .isWeak())
                .isFalse();
        assertThat(ImportedHash.of("$2b$14$" + "A".repeat(53), HashBounds.DEFAULT)
                        .isWeak())
                .isFalse();
    }
}
