package dev.latchkey.core.credential;

import dev.latchkey.core.credential.BcryptMethod.Input;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads hashes as other systems write them, where that is not already the form in which we store them. */
final class ForeignFormats {

    private static final String HEX = "((?:[0-9a-f]{2})+)";
    private static final String BASE64 = "([A-Za-z0-9+/]+)={0,2}";
    private static final String SALT_TEXT = "([^$]{1,64})";
    private static final String NUMBER = "(\\d{1,9})";

    /** Spring Security's encoders before version 5.8 and since then. */
    private static final int SPRING_SALT = 8;

    private static final int SPRING_ROUNDS = 185_000;
    private static final int NEW_SPRING_SALT = 16;
    private static final int NEW_SPRING_ROUNDS = 310_000;

    private record Format(Pattern pattern, Function<MatchResult, Optional<StoredHash>> reader) {}

    private static final List<Format> FORMATS = List.of(
            // Django
            format(
                    "pbkdf2_(sha1|sha256|sha512)\\$" + NUMBER + "\\$" + SALT_TEXT + "\\$" + BASE64,
                    m -> pbkdf2(m.group(1), m.group(2), bytes(m.group(3)), base64(m.group(4)))),
            format(
                    "bcrypt_sha256\\$\\$(2[aby])\\$(\\d\\d)\\$(.{22})(.{31})",
                    m -> bcrypt(Input.HEXADECIMAL, m.group(1), m.group(2), m.group(3), m.group(4))),
            format(
                    "scrypt\\$" + NUMBER + "\\$" + SALT_TEXT + "\\$" + NUMBER + "\\$" + NUMBER + "\\$" + BASE64,
                    m -> scrypt(m.group(1), m.group(3), m.group(4), bytes(m.group(2)), base64(m.group(5)))),
            // passlib, OpenLDAP's pw-pbkdf2 and 389 Directory Server
            format(
                    "\\$pbkdf2(?:-(sha1|sha256|sha512))?\\$" + NUMBER + "\\$([A-Za-z0-9+/.]+)\\$([A-Za-z0-9+/.]+)",
                    m -> pbkdf2(m.group(1), m.group(2), adapted(m.group(3)), adapted(m.group(4)))),
            format(
                    "\\{(?i:pbkdf2)(?:-((?i:sha1|sha256|sha512)))?}" + NUMBER
                            + "\\$([A-Za-z0-9+/.]+)={0,2}\\$([A-Za-z0-9+/.]+)={0,2}",
                    m -> pbkdf2(m.group(1), m.group(2), adapted(m.group(3)), adapted(m.group(4)))),
            format(
                    "\\$bcrypt-sha256\\$v=2,t=(2[aby]),r=(\\d{1,2})\\$(.{22})\\$(.{31})",
                    m -> bcrypt(Input.HMAC, m.group(1), m.group(2), m.group(3), m.group(4))),
            format(
                    "\\$bcrypt-sha256\\$(2[aby]),(\\d{1,2})\\$(.{22})\\$(.{31})",
                    m -> bcrypt(Input.BASE64, m.group(1), m.group(2), m.group(3), m.group(4))),
            format(
                    "\\$scrypt\\$ln=(\\d{1,2}),r=" + NUMBER + ",p=" + NUMBER + "\\$" + BASE64 + "\\$" + BASE64,
                    m -> scrypt(
                            powerOfTwo(m.group(1)), m.group(2), m.group(3), base64(m.group(4)), base64(m.group(5)))),
            // Werkzeug
            format(
                    "pbkdf2:(sha1|sha256|sha512):" + NUMBER + "\\$" + SALT_TEXT + "\\$" + HEX,
                    m -> pbkdf2(m.group(1), m.group(2), bytes(m.group(3)), hex(m.group(4)))),
            format(
                    "scrypt:" + NUMBER + ":" + NUMBER + ":" + NUMBER + "\\$" + SALT_TEXT + "\\$" + HEX,
                    m -> scrypt(m.group(1), m.group(2), m.group(3), bytes(m.group(4)), hex(m.group(5)))),
            // Spring Security
            format("\\{pbkdf2}" + HEX, m -> springPbkdf2("sha1", SPRING_ROUNDS, SPRING_SALT, hex(m.group(1)))),
            format(
                    "\\{pbkdf2@SpringSecurity_v5_8}" + HEX,
                    m -> springPbkdf2("sha256", NEW_SPRING_ROUNDS, NEW_SPRING_SALT, hex(m.group(1)))),
            format(
                    "\\{scrypt(?:@SpringSecurity_v5_8)?}\\$([0-9a-f]{1,7})\\$" + BASE64 + "\\$" + BASE64,
                    m -> springScrypt(Integer.parseInt(m.group(1), 16), base64(m.group(2)), base64(m.group(3)))),
            // crypt(3), htpasswd, OpenLDAP, Dovecot
            format(
                    "(?:\\{(?i:crypt|md5-crypt)})?\\$1\\$([^$]*)\\$(.+)",
                    m -> crypt(CryptMethod.Kind.MD5, null, m.group(1), m.group(2))),
            format("\\$apr1\\$([^$]*)\\$(.+)", m -> crypt(CryptMethod.Kind.APACHE, null, m.group(1), m.group(2))),
            format(
                    "(?:\\{(?i:crypt|sha256-crypt)})?\\$5\\$(?:rounds=" + NUMBER + "\\$)?([^$]*)\\$(.+)",
                    m -> crypt(CryptMethod.Kind.SHA256, m.group(1), m.group(2), m.group(3))),
            format(
                    "(?:\\{(?i:crypt|sha512-crypt)})?\\$6\\$(?:rounds=" + NUMBER + "\\$)?([^$]*)\\$(.+)",
                    m -> crypt(CryptMethod.Kind.SHA512, m.group(1), m.group(2), m.group(3))),
            // RFC 2307, and what OpenLDAP added
            format(
                    "(?:\\{ldap})?\\{((?i:S?))((?i:MD5|SHA1?|SHA-?256|SHA-?384|SHA-?512))}" + BASE64,
                    m -> digest(!m.group(1).isEmpty(), m.group(2), base64(m.group(3)))));

    private ForeignFormats() {}

    private static Format format(String pattern, Function<MatchResult, Optional<StoredHash>> reader) {
        return new Format(Pattern.compile(pattern), reader);
    }

    /** Reads a hash of any cost; empty when it has no format of this list, or a part of it is not as it should be. */
    static Optional<StoredHash> read(String hash) {
        for (Format format : FORMATS) {
            Matcher parts = format.pattern().matcher(hash);
            if (parts.matches()) {
                try {
                    return format.reader().apply(parts.toMatchResult());
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<StoredHash> pbkdf2(@Nullable String function, String rounds, byte[] salt, byte[] digest) {
        // passlib calls the one with SHA-1 just pbkdf2.
        var hash = Pbkdf2Method.Hash.valueOf(function == null ? "SHA1" : function.toUpperCase(Locale.ROOT));
        int length = Math.min(digest.length, hash.bytes());
        int number = Integer.parseInt(rounds);
        return length < Pbkdf2Method.MIN_BYTES || number == 0
                ? Optional.empty()
                : StoredHash.foreign(
                        new Pbkdf2Method(hash, number, length),
                        HashText.encode(salt),
                        HashText.encode(Arrays.copyOf(digest, length)));
    }

    private static Optional<StoredHash> springPbkdf2(String function, int rounds, int salt, byte[] bytes) {
        return bytes.length != salt + 32
                ? Optional.empty()
                : pbkdf2(
                        function,
                        Integer.toString(rounds),
                        Arrays.copyOf(bytes, salt),
                        Arrays.copyOfRange(bytes, salt, bytes.length));
    }

    private static Optional<StoredHash> scrypt(String cost, String block, String lanes, byte[] salt, byte[] digest) {
        var method = new ScryptMethod(
                Integer.parseInt(cost), Integer.parseInt(block), Integer.parseInt(lanes), digest.length);
        return method.block() == 0 || method.lanes() == 0
                ? Optional.empty()
                : StoredHash.foreign(method, HashText.encode(salt), HashText.encode(digest));
    }

    private static Optional<StoredHash> springScrypt(int parameters, byte[] salt, byte[] digest) {
        String cost = powerOfTwo(Integer.toString(parameters >> 16));
        return scrypt(
                cost, Integer.toString(parameters >> 8 & 0xff), Integer.toString(parameters & 0xff), salt, digest);
    }

    private static String powerOfTwo(String exponent) {
        int bits = Integer.parseInt(exponent);
        if (bits > 30) {
            throw new IllegalArgumentException("2^" + bits);
        }
        return Integer.toString(1 << bits);
    }

    private static Optional<StoredHash> bcrypt(Input input, String version, String cost, String salt, String digest) {
        return StoredHash.foreign(new BcryptMethod(input, version, Integer.parseInt(cost)), salt, digest);
    }

    private static Optional<StoredHash> crypt(
            CryptMethod.Kind kind, @Nullable String rounds, String salt, String digest) {
        int usual = kind.isSha() ? CryptMethod.DEFAULT_ROUNDS : CryptMethod.MD5_ROUNDS;
        int number = rounds == null ? usual : Integer.parseInt(rounds);
        return StoredHash.foreign(new CryptMethod(kind, number), salt, digest);
    }

    private static Optional<StoredHash> digest(boolean salted, String name, byte[] bytes) {
        String plain = name.toUpperCase(Locale.ROOT).replace("-", "");
        var function = DigestMethod.Function.valueOf(plain.equals("SHA") ? "SHA1" : plain);
        int salt = bytes.length - function.bytes();
        return (salted ? salt < 1 || salt > 64 : salt != 0)
                ? Optional.empty()
                : StoredHash.foreign(
                        new DigestMethod(function),
                        HashText.encode(Arrays.copyOfRange(bytes, function.bytes(), bytes.length)),
                        HashText.encode(Arrays.copyOf(bytes, function.bytes())));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] base64(String text) {
        return HashText.decode(text);
    }

    /** passlib's base64 has a dot for the plus. */
    private static byte[] adapted(String text) {
        return HashText.decode(text.replace('.', '+'));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
