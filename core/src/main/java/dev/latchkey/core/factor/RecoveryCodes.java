package dev.latchkey.core.factor;

import dev.latchkey.core.jdbc.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Codes that are each good once, in place of a code of the app. They are shown when they are made and never again.
 *
 * @param texts in groups of four characters
 * @param credentialVersion of the user from now on
 */
public record RecoveryCodes(List<String> texts, int credentialVersion) {

    /** How many there are at first. */
    public static final int COUNT = 10;

    private static final int BYTES = 10;

    /** Codes that do not change any more. */
    public RecoveryCodes {
        texts = List.copyOf(texts);
    }

    static List<String> generate() {
        return Stream.generate(() -> Base32.encode(Secrets.bytes(BYTES)).toLowerCase(Locale.ROOT))
                .limit(COUNT)
                .map(code -> code.replaceAll("(.{4})(?!$)", "$1-"))
                .toList();
    }

    /** What the database has of a code. */
    static byte[] hash(String code) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(Typed.normalise(code).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    /** Leaves the codes out. */
    @Override
    public String toString() {
        return "RecoveryCodes[" + texts.size() + "]";
    }
}
