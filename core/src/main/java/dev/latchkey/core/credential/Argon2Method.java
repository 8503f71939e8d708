package dev.latchkey.core.credential;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Argon2 that is so cheap that its digest is hashed again. Costlier ones are stored as they came, see {@link
 * StoredHash.Argon2Hash}.
 *
 * @param length of the digest in bytes
 */
record Argon2Method(Argon2.Cost cost, int length) implements Method {

    /** What is computed in 5 ms: memory in KiB times passes. */
    private static final long WEAK_KIB = 8_192;

    private static final Pattern PARAMETERS =
            Pattern.compile("(id|i|d),m=(\\d{1,5}),t=(\\d{1,5}),p=(\\d{1,2}),l=(\\d\\d)");

    static Optional<Argon2Method> parse(String parameters) {
        Matcher parts = PARAMETERS.matcher(parameters);
        return parts.matches()
                ? Optional.of(new Argon2Method(
                                new Argon2.Cost(
                                        Argon2.Type.valueOf(parts.group(1).toUpperCase(Locale.ROOT)),
                                        Integer.parseInt(parts.group(2)),
                                        Integer.parseInt(parts.group(3)),
                                        Integer.parseInt(parts.group(4))),
                                Integer.parseInt(parts.group(5))))
                        .filter(Argon2Method::isWeak)
                : Optional.empty();
    }

    @Override
    public String id() {
        return "argon2";
    }

    @Override
    public String parameters() {
        return cost.type().name().toLowerCase(Locale.ROOT) + ",m=" + cost.memoryKib() + ",t=" + cost.passes() + ",p="
                + cost.lanes() + ",l=" + length;
    }

    @Override
    public boolean acceptsSalt(String salt) {
        return salt.length() >= 11 && HashText.isBase64(salt);
    }

    @Override
    public boolean acceptsDigest(String digest) {
        return HashText.isBase64(digest) && HashText.decode(digest).length == length;
    }

    @Override
    public String digest(String password, String salt) {
        return HashText.encode(new JavaArgon2(1, cost.memoryKib()).hash(password, HashText.decode(salt), cost, length));
    }

    @Override
    public boolean isWeak() {
        return (long) cost.memoryKib() * cost.passes() < WEAK_KIB;
    }

    @Override
    public Optional<String> excess(HashBounds bounds) {
        return bounds.excess(cost);
    }
}
