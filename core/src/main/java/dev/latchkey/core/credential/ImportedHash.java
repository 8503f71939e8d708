package dev.latchkey.core.credential;

import dev.latchkey.core.account.InvalidValueException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Checks hashes from other systems: which formats can be imported, and the names of the others for messages. */
public final class ImportedHash {

    /** Formats that we do not verify, by how they begin, in lower case; the longer beginnings first. */
    private static final List<Format> OTHERS = List.of(
            format("bcrypt_sha256", "bcrypt_sha256$", "$bcrypt-sha256$"),
            format("pbkdf2_sha256", "pbkdf2_sha256$"),
            format("pbkdf2_sha1", "pbkdf2_sha1$"),
            format("pbkdf2-sha256", "$pbkdf2-sha256$"),
            format("pbkdf2-sha512", "$pbkdf2-sha512$"),
            format("pbkdf2", "pbkdf2_", "pbkdf2:", "$pbkdf2", "{pbkdf2", "pbkdf2$"),
            format("scrypt", "scrypt", "$scrypt$", "{scrypt", "$7$"),
            format("yescrypt", "$y$", "$gy$"),
            format("SHA-512 crypt", "$6$", "{crypt}$6$", "{sha512-crypt}"),
            format("SHA-256 crypt", "$5$", "{crypt}$5$", "{sha256-crypt}"),
            format("MD5 crypt", "$1$", "{crypt}$1$", "{md5-crypt}"),
            format("Apache MD5", "$apr1$"),
            format("yescrypt", "{crypt}$y$", "{crypt}$gy$"),
            format("salted SHA-2 ({SSHA256}, {SSHA384} or {SSHA512})", "{ssha256}", "{ssha384}", "{ssha512}"),
            format("salted SHA-1 ({SSHA})", "{ssha}", "sha1$"),
            format("SHA-1 ({SHA})", "{sha}", "{sha1}"),
            format("SHA-2 ({SHA256} or {SHA512})", "{sha256}", "{sha-256}", "{sha384}", "{sha512}", "{sha-512}"),
            format("salted MD5", "{smd5}", "md5$"),
            format("MD5", "{md5}"),
            format("MD4", "{md4}", "$3$"),
            format("DES crypt", "{crypt}"),
            format("phpass", "$p$", "$h$"),
            format("Drupal SHA-512", "$s$"),
            format("bcrypt $2x$, which is computed wrongly", "$2x$", "{bcrypt}$2x$"),
            format("bcrypt $2$, which is out of use", "$2$"),
            format("a password in clear, not a hash", "{noop}", "{plain}", "{clear}", "{cleartext}"),
            format("kept by another system", "{ldap}", "{sasl}", "{kerberos}"),
            format("a mark of an account without a password", "!", "*"));

    private static final Pattern ARGON2 = Pattern.compile("\\$argon2[a-z]{0,4}\\$.*", Pattern.DOTALL);
    private static final Pattern HEXADECIMAL = Pattern.compile("(?:[0-9a-fA-F]{2}){16,64}");
    private static final Pattern UNREADABLE_BCRYPT = Pattern.compile("\\$2[aby]\\$.*", Pattern.DOTALL);

    private ImportedHash() {}

    private record Format(String name, List<String> beginnings) {

        boolean is(String hash) {
            return beginnings.stream().anyMatch(hash::startsWith);
        }
    }

    private static Format format(String name, String... beginnings) {
        return new Format(name, List.of(beginnings));
    }

    /**
     * Checks a hash that is to be imported: argon2 or bcrypt, bare or as Spring Security, Django, OpenLDAP or Dovecot
     * write it, and not too costly to verify.
     *
     * @return the hash as it is to be stored, without a prefix, which tells it from those that {@link Passwords#hash}
     *     makes
     * @throws InvalidValueException naming the format that was found; the message does not repeat the hash
     */
    public static String check(String hash, HashBounds bounds) {
        StoredHash parsed = StoredHash.parse(hash)
                .orElseThrow(() -> new InvalidValueException(
                        "password_hash",
                        "The password hash is " + nameOf(hash) + "; argon2 (version 19) and bcrypt can be imported."));
        bounds.excess(parsed).ifPresent(message -> {
            throw new InvalidValueException("password_hash", message);
        });
        return parsed instanceof StoredHash.BcryptHash bcrypt
                ? "{bcrypt}" + bcrypt.encoded()
                : StoredHash.bare(hash).replaceAll("=+(?=\\$|$)", "");
    }

    private static String nameOf(String hash) {
        String lower = hash.toLowerCase(Locale.ROOT);
        for (Format format : OTHERS) {
            if (format.is(lower)) {
                return format.name();
            }
        }
        String bare = StoredHash.bare(hash);
        if (ARGON2.matcher(bare).matches()) {
            return bare.contains("$v=19$")
                    ? "argon2 that is incomplete or has other parameters than m, t and p"
                    : "argon2 of another version than 19";
        }
        if (UNREADABLE_BCRYPT.matcher(bare).matches()) {
            return "bcrypt that is incomplete";
        }
        return HEXADECIMAL.matcher(hash).matches()
                ? "a digest in hexadecimal, such as MD5 or SHA"
                : "of a format that is not known";
    }
}
