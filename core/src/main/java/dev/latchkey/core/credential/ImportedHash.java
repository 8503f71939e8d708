package dev.latchkey.core.credential;

import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.credential.StoredHash.Argon2Hash;
import dev.latchkey.core.credential.StoredHash.ForeignHash;
import dev.latchkey.core.credential.StoredHash.WrappedHash;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A hash that another system made and that can be verified: what is stored of it. */
public final class ImportedHash {

    /** Formats that we do not verify, by how they begin, in lower case; the longer beginnings first. */
    private static final List<Format> REFUSED = List.of(
            format("yescrypt", "$y$", "$gy$", "{crypt}$y$", "{crypt}$gy$"),
            format("scrypt of crypt(3)", "$7$", "{crypt}$7$"),
            format("phpass", "$p$", "$h$"),
            format("Drupal SHA-512", "$s$"),
            format("MD4", "{md4}", "$3$", "{crypt}$3$"),
            format("SHA-1 of crypt(3)", "$sha1$", "{crypt}$sha1$"),
            format("PBKDF2_SHA256 of 389 Directory Server", "{pbkdf2_sha256}"),
            format("salted SHA-1 of Django or Werkzeug", "sha1$"),
            format("salted MD5 of Django or Werkzeug", "md5$"),
            format("bcrypt $2x$, which is computed wrongly", "$2x$", "{bcrypt}$2x$", "{crypt}$2x$"),
            format("bcrypt $2$, which is out of use", "$2$", "{crypt}$2$"),
            format("DES crypt", "_", "{crypt}_"),
            format("a password in clear, not a hash", "{noop}", "{plain}", "{clear}", "{cleartext}"),
            format("kept by another system", "{ldap}", "{sasl}", "{kerberos}"),
            format("a mark of an account without a password", "!", "*"));

    /** Formats that we verify, to name them when a part is missing. */
    private static final List<Format> KNOWN = List.of(
            format("bcrypt_sha256", "bcrypt_sha256$", "$bcrypt-sha256$"),
            format("pbkdf2_sha256", "pbkdf2_sha256$"),
            format("pbkdf2_sha1", "pbkdf2_sha1$"),
            format("pbkdf2-sha256", "$pbkdf2-sha256$"),
            format("pbkdf2-sha512", "$pbkdf2-sha512$"),
            format("pbkdf2", "pbkdf2_", "pbkdf2:", "$pbkdf2", "{pbkdf2", "pbkdf2$"),
            format("scrypt", "scrypt", "$scrypt$", "{scrypt"),
            format("SHA-512 crypt", "$6$", "{crypt}$6$", "{sha512-crypt}"),
            format("SHA-256 crypt", "$5$", "{crypt}$5$", "{sha256-crypt}"),
            format("MD5 crypt", "$1$", "{crypt}$1$", "{md5-crypt}"),
            format("Apache MD5", "$apr1$"),
            format("salted SHA-2 ({SSHA256}, {SSHA384} or {SSHA512})", "{ssha256}", "{ssha384}", "{ssha512}"),
            format("salted SHA-1 ({SSHA})", "{ssha}"),
            format("SHA-1 ({SHA})", "{sha}", "{sha1}"),
            format("SHA-2 ({SHA256} or {SHA512})", "{sha256}", "{sha-256}", "{sha384}", "{sha512}", "{sha-512}"),
            format("salted MD5 ({SMD5})", "{smd5}"),
            format("MD5 ({MD5})", "{md5}"),
            format("bcrypt", "$2a$", "$2b$", "$2y$", "{bcrypt}", "bcrypt$$2"));

    private static final Pattern DES = Pattern.compile("(?:\\{(?i:crypt)})?[./0-9A-Za-z]{13}");
    private static final Pattern ARGON2 = Pattern.compile("\\$argon2[a-z]{0,4}\\$.*", Pattern.DOTALL);
    private static final Pattern HEXADECIMAL = Pattern.compile("(?:[0-9a-fA-F]{2}){16,64}");

    private final StoredHash hash;

    /** In characters, as other systems write it. */
    private static final int LONGEST = 1024;

    private ImportedHash(StoredHash hash) {
        this.hash = hash;
    }

    private record Format(String name, List<String> beginnings) {

        boolean is(String hash) {
            return beginnings.stream().anyMatch(hash::startsWith);
        }
    }

    private static Format format(String name, String... beginnings) {
        return new Format(name, List.of(beginnings));
    }

    /**
     * Recognises a hash as the system writes it that made it: docs/cli.md lists the formats.
     *
     * @throws InvalidValueException naming the format that was found, when it cannot be verified or costs too much; the
     *     message does not repeat the hash
     */
    public static ImportedHash of(String hash, HashBounds bounds) {
        if (hash.length() > LONGEST) {
            throw new InvalidValueException(
                    "password_hash", "The password hash has more than " + LONGEST + " characters.");
        }
        StoredHash found = StoredHash.parse(hash)
                .or(() -> ForeignFormats.read(hash))
                .orElseThrow(() ->
                        new InvalidValueException("password_hash", "The password hash is " + problem(hash) + "."));
        bounds.excess(found).ifPresent(message -> {
            throw new InvalidValueException("password_hash", message);
        });
        if (found instanceof WrappedHash wrapped
                && new Argon2Method(wrapped.outer().cost(), wrapped.outer().hash().length).isWeak()) {
            throw new InvalidValueException("password_hash", "The password hash is a weak one that was hashed weakly.");
        }
        return new ImportedHash(found);
    }

    /** Whether it takes some 20 ms to store it: a guess against it is so cheap that its digest must not be stored. */
    public boolean isWeak() {
        return weak().isPresent();
    }

    private Optional<ForeignHash> weak() {
        return switch (hash) {
            case ForeignHash foreign ->
                Optional.of(foreign).filter(one -> one.method().isWeak());
            case Argon2Hash argon2 ->
                Optional.of(new Argon2Method(argon2.cost(), argon2.hash().length))
                        .filter(Argon2Method::isWeak)
                        .map(method -> new ForeignHash(
                                method, HashText.encode(argon2.salt()), HashText.encode(argon2.hash())));
            case WrappedHash wrapped -> Optional.empty();
        };
    }

    /**
     * What is stored. Of a weak hash it is our own hash of the digest, with what is needed to compute the digest from the
     * password; an argon2 hash is without a prefix, which tells it from those that {@link Passwords#hash} makes.
     */
    public String stored(Passwords passwords) {
        return weak().map(weak -> passwords.wrap(weak).text()).orElseGet(() -> switch (hash) {
            case ForeignHash foreign -> foreign.text();
            case Argon2Hash argon2 -> argon2.text();
            case WrappedHash wrapped -> wrapped.text();
        });
    }

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "ImportedHash";
    }

    private static String problem(String hash) {
        String lower = hash.toLowerCase(Locale.ROOT);
        for (Format format : REFUSED) {
            if (format.is(lower)) {
                return format.name() + ", which cannot be imported";
            }
        }
        if (DES.matcher(hash).matches()) {
            return "DES crypt, which cannot be imported";
        }
        String bare = StoredHash.bare(hash);
        if (ARGON2.matcher(bare).matches()) {
            return bare.contains("$v=19$")
                    ? "argon2 that is incomplete or has other parameters than m, t and p"
                    : "argon2 of another version than 19, which cannot be imported";
        }
        for (Format format : KNOWN) {
            if (format.is(lower)) {
                return format.name() + " that is incomplete";
            }
        }
        return HEXADECIMAL.matcher(hash).matches()
                ? "a digest in hexadecimal, such as MD5 or SHA, which cannot be imported"
                : "of a format that is not known";
    }
}
