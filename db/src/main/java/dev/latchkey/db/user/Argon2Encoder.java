package dev.latchkey.db.user;

import dev.latchkey.db.sql.Secrets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/** Leaves the usual hashes to an {@link Argon2}, and what only was imported to the framework: that may be of any kind. */
final class Argon2Encoder extends Argon2PasswordEncoder {

    /** With one lane, at least 8 KiB, a salt of 16 bytes and a hash of 16 or more. */
    private static final Pattern OURS = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=1\\$([A-Za-z0-9+/]{22})\\$((?:[A-Za-z0-9+/]{4}){5,21}(?:[A-Za-z0-9+/]{2,3})?)");

    private final Argon2 argon2;
    private final int hashBytes;
    private final int memoryKib;
    private final int passes;

    Argon2Encoder(Argon2 argon2, int hashBytes, int memoryKib, int passes) {
        super(Argon2.SALT_BYTES, hashBytes, 1, memoryKib, passes);
        this.argon2 = argon2;
        this.hashBytes = hashBytes;
        this.memoryKib = memoryKib;
        this.passes = passes;
    }

    @Override
    protected String encodeNonNullPassword(String password) {
        byte[] salt = Secrets.bytes(Argon2.SALT_BYTES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=1$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(argon2.hash(password, salt, memoryKib, passes, hashBytes));
    }

    @Override
    protected boolean matchesNonNull(String password, String encoded) {
        Matcher parts = OURS.matcher(encoded);
        if (!parts.matches()) {
            return super.matchesNonNull(password, encoded);
        }
        byte[] salt = Base64.getDecoder().decode(parts.group(3));
        byte[] hash = Base64.getDecoder().decode(parts.group(4));
        return MessageDigest.isEqual(
                hash,
                argon2.hash(
                        password,
                        salt,
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        hash.length));
    }
}
