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
    private static final String APACHE_ALICE = "$2y$05$E488K6gV5OSIepzOSM0jKuKjXKwDRnnRxlYhqar2a27TlwyRZ7FZO";

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
            String stored = ImportedHash.check(prefix + argon2, HashBounds.DEFAULT);
            assertThat(stored).isEqualTo(argon2);
            // Also in a row that an administrator wrote.
            assertThat(PASSWORDS.verify("wrong", prefix + argon2)).as(prefix).isEqualTo(Verdict.MISMATCH);
        }
        assertThat(PASSWORDS.verify("amber-station-17-coat", argon2)).isEqualTo(Verdict.MATCH);
        for (String prefix : List.of("", "bcrypt$", "{bcrypt}", "{BCRYPT}", "{CRYPT}", "{crypt}", "{BLF-CRYPT}")) {
            String stored = ImportedHash.check(prefix + APACHE_ALICE, HashBounds.DEFAULT);
            assertThat(stored).isEqualTo("{bcrypt}" + APACHE_ALICE);
            assertThat(PASSWORDS.verify("violet-harbour-91-lamp", prefix + APACHE_ALICE))
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
        hashes.put("bcrypt_sha256$$2b$12$SECRET", "bcrypt_sha256");
        hashes.put("$bcrypt-sha256$v=2,t=2b,r=12$SECRET", "bcrypt_sha256");
        hashes.put("$2x$05$SECRET", "bcrypt $2x$");
        hashes.put("$2b$12$SECRET", "bcrypt that is incomplete");
        hashes.put("{SSHA}SECRET", "{SSHA}");
        hashes.put("{SSHA512}SECRET", "{SSHA512}");
        hashes.put("{SHA}SECRET", "{SHA}");
        hashes.put("{CRYPT}$6$SECRET", "SHA-512 crypt");
        hashes.put("$6$rounds=656000$SECRET", "SHA-512 crypt");
        hashes.put("$5$SECRET", "SHA-256 crypt");
        hashes.put("$1$SECRET", "MD5 crypt");
        hashes.put("$apr1$SECRET", "Apache MD5");
        hashes.put("$y$j9T$SECRET", "yescrypt");
        hashes.put("{CRYPT}$y$j9T$SECRET", "yescrypt");
        hashes.put("$P$BSECRET", "phpass");
        hashes.put("md5$SECRET", "salted MD5");
        hashes.put("{noop}SECRET", "a password in clear");
        hashes.put("!SECRET", "without a password");
        hashes.put("5ebe2294ecd0e0f08eab7690d2a6ee69", "hexadecimal");
        hashes.put("$argon2id$v=16$m=19456,t=2,p=1$SECRETSECRET$SECRET", "another version");
        hashes.put("$argon2id$m=19456,t=2,p=1$SECRETSECRET$SECRET", "another version");
        hashes.put("$argon2id$v=19$m=19456,t=2,p=1,keyid=x$SECRET", "argon2 that is incomplete");
        hashes.put("{argon2}{argon2}" + DJANGO_BOB, "not known");
        hashes.put("{bcrypt}{bcrypt}" + APACHE_ALICE, "not known");
        hashes.put("SECRET", "not known");
        hashes.put("", "not known");
        hashes.put("SECRET\n" + APACHE_ALICE, "not known");
        hashes.forEach((hash, name) -> {
            assertThatExceptionOfType(InvalidValueException.class)
                    .as(hash)
                    .isThrownBy(() -> ImportedHash.check(hash, HashBounds.DEFAULT))
                    .withMessageStartingWith("The password hash is ")
                    .withMessageContaining(name)
                    .withMessageNotContaining("SECRET")
                    .withMessageNotContaining("5ebe")
                    .withMessageNotContaining("E488")
                    .withMessageNotContaining("NMbY");
            assertThat(PASSWORDS.verify("SECRET", hash)).as(hash).isEqualTo(Verdict.MALFORMED);
        });
    }

    @Test
    void paddingIsLeftOutAndWhatIsNoBase64IsRefused() {
        String padded = DJANGO_BOB.replace("GIA$", "GIA==$") + "==";
        assertThat(ImportedHash.check(padded, HashBounds.DEFAULT)).isEqualTo(DJANGO_BOB.substring("argon2".length()));
        String odd = DJANGO_BOB.replace("GIA$", "GIAAAA$");
        assertThat(PASSWORDS.verify("x", odd)).isEqualTo(Verdict.MALFORMED);
    }
}
