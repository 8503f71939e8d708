package dev.latchkey.core.credential;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * scrypt (<a href="https://www.rfc-editor.org/rfc/rfc7914">RFC 7914</a>).
 *
 * @param cost called N, a power of two
 * @param block called r
 * @param lanes called p
 * @param length of the digest in bytes
 */
record ScryptMethod(int cost, int block, int lanes, int length) implements Method {

    private static final int MAX_LANES = 16;
    private static final int PASSES = 4;

    /** What is computed in 5 ms, in blocks of 128 bytes. */
    private static final long WEAK_BLOCKS = 16_384;

    private static final Pattern PARAMETERS =
            Pattern.compile("n=([1-9]\\d{0,8}),r=([1-9]\\d{0,3}),p=([1-9]\\d{0,3}),l=([1-9]\\d)");

    ScryptMethod {
        // RFC 7914, section 2: N is larger than 1, a power of 2, and less than 2^(128 r / 8).
        if (cost < 2 || Integer.bitCount(cost) != 1 || (block == 1 && cost > 32_768)) {
            throw new IllegalArgumentException("scrypt has no such N");
        }
        if (length < Pbkdf2Method.MIN_BYTES || length > 64) {
            throw new IllegalArgumentException("scrypt hash of " + length + " bytes");
        }
    }

    static Optional<ScryptMethod> parse(String parameters) {
        Matcher parts = PARAMETERS.matcher(parameters);
        try {
            return parts.matches()
                    ? Optional.of(new ScryptMethod(
                            Integer.parseInt(parts.group(1)),
                            Integer.parseInt(parts.group(2)),
                            Integer.parseInt(parts.group(3)),
                            Integer.parseInt(parts.group(4))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String id() {
        return "scrypt";
    }

    @Override
    public String parameters() {
        return "n=" + cost + ",r=" + block + ",p=" + lanes + ",l=" + length;
    }

    @Override
    public boolean acceptsSalt(String salt) {
        return HashText.isBase64(salt);
    }

    @Override
    public boolean acceptsDigest(String digest) {
        return HashText.isBase64(digest) && HashText.decode(digest).length == length;
    }

    @Override
    public String digest(String password, String salt) {
        return HashText.encode(SCrypt.generate(
                password.getBytes(StandardCharsets.UTF_8), HashText.decode(salt), cost, block, lanes, length));
    }

    @Override
    public boolean isWeak() {
        return blocks() < WEAK_BLOCKS;
    }

    private long blocks() {
        return (long) cost * block * lanes;
    }

    @Override
    public int memoryKib() {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, (long) cost * block / 8));
    }

    @Override
    public Optional<String> excess(HashBounds bounds) {
        String found = "The password hash is scrypt with N=" + cost + ", r=" + block + ", p=" + lanes + "; ";
        if (lanes > MAX_LANES) {
            return Optional.of(found + "p may be 1 to " + MAX_LANES + ".");
        }
        if (memoryKib() > bounds.memoryKib()) {
            return Optional.of(
                    found + "its memory may be at most " + bounds.memoryKib() + " KiB (" + HashBounds.SETTING + ").");
        }
        return blocks() / 8 > (long) bounds.memoryKib() * PASSES
                ? Optional.of(found + "memory times p may be at most " + (long) bounds.memoryKib() * PASSES + " KiB ("
                        + HashBounds.SETTING + ").")
                : Optional.empty();
    }
}
