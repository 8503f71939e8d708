package dev.latchkey.core.credential;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hash that can be verified, taken apart. */
sealed interface StoredHash {

    /**
     * Argon2 of version 19.
     *
     * @param ours whether {@link Passwords#hash} made it; a hash that was imported is stored without our prefix
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Argon2Hash(Argon2.Cost cost, byte[] salt, byte[] hash, boolean ours) implements StoredHash {

        String text() {
            return "$argon2" + cost.type().name().toLowerCase(Locale.ROOT) + "$v=19$m=" + cost.memoryKib() + ",t="
                    + cost.passes() + ",p=" + cost.lanes() + "$" + HashText.encode(salt) + "$" + HashText.encode(hash);
        }
    }

    /** What another system stored. */
    record ForeignHash(Method method, String salt, String digest) implements StoredHash {

        /** As it is stored. */
        String text() {
            return method instanceof BcryptMethod bcrypt && bcrypt.input() == BcryptMethod.Input.PASSWORD
                    ? "{bcrypt}$" + bcrypt.parameters().replace(',', '$') + "$" + salt + digest
                    : "{" + method.id() + "}$" + method.parameters() + "$" + salt + "$" + digest;
        }
    }

    /** Our hash of the digest that another system stored: what is needed to compute that digest, but not the digest. */
    record WrappedHash(Method method, String salt, Argon2Hash outer) implements StoredHash {

        /** As it is stored. */
        String text() {
            return WRAPPED + method.id() + "}$" + method.parameters() + "$" + salt + outer.text();
        }
    }

    /** What ours begin with, and what imports of former versions do. */
    String ARGON2_PREFIX = "{argon2}";

    String WRAPPED = "{argon2+";

    /** Prefixes that other systems write before a hash that we know, in lower case, the longer ones first. */
    List<String> PREFIXES = List.of(
            // Spring Security
            ARGON2_PREFIX,
            "{bcrypt}",
            "{argon2@springsecurity_v5_8}",
            "{argon2@springsecurity_v5_2}",
            // OpenLDAP, Dovecot
            "{crypt}",
            "{argon2id}",
            "{argon2i}",
            "{argon2d}",
            "{blf-crypt}");

    Pattern ARGON2 = Pattern.compile(
            "\\$argon2(id|i|d)\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})\\$([A-Za-z0-9+/]{11,86})={0,2}\\$([A-Za-z0-9+/]{22,86})={0,2}");

    Pattern BCRYPT = Pattern.compile("\\$(2[aby])\\$(\\d\\d)\\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})");

    Pattern FOREIGN = Pattern.compile("\\{([a-z0-9-]+)}\\$([^$]+)\\$([^$]*)\\$([^$]+)");

    Pattern WRAPPING = Pattern.compile("\\{argon2\\+([a-z0-9-]+)}\\$([^$]+)\\$([^$]*)(\\$argon2id\\$.*)");

    /** In characters of what is stored. No known format comes near it with a salt as below. */
    int LONGEST = 399;

    /** In characters of base64: 128 bytes. A guess costs more with a longer salt. */
    int LONGEST_SALT = 171;

    /** Parses a hash of any cost; empty when its format is unknown. */
    static Optional<StoredHash> parse(String stored) {
        if (stored.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher wrapping = WRAPPING.matcher(stored);
        if (wrapping.matches()) {
            return wrapped(wrapping);
        }
        Matcher foreign = FOREIGN.matcher(stored);
        if (foreign.matches()) {
            Optional<StoredHash> found = Method.parse(foreign.group(1), foreign.group(2))
                    // Such a digest is only ever stored wrapped.
                    .filter(method -> !(method instanceof Argon2Method))
                    .flatMap(method -> foreign(method, foreign.group(3), foreign.group(4)));
            if (found.isPresent()) {
                return found;
            }
        }
        String bare = bare(stored);
        Matcher argon2 = ARGON2.matcher(bare);
        if (argon2.matches()) {
            return argon2(argon2, stored).map(found -> found);
        }
        Matcher bcrypt = BCRYPT.matcher(bare);
        return bcrypt.matches()
                ? foreign(
                        new BcryptMethod(
                                BcryptMethod.Input.PASSWORD, bcrypt.group(1), Integer.parseInt(bcrypt.group(2))),
                        bcrypt.group(3),
                        bcrypt.group(4))
                : Optional.empty();
    }

    private static Optional<StoredHash> wrapped(Matcher parts) {
        Matcher outer = ARGON2.matcher(parts.group(4));
        return outer.matches()
                ? Method.parse(parts.group(1), parts.group(2))
                        .filter(method -> parts.group(3).length() <= LONGEST_SALT && method.acceptsSalt(parts.group(3)))
                        .flatMap(method ->
                                argon2(outer, "").map(argon2 -> new WrappedHash(method, parts.group(3), argon2)))
                : Optional.empty();
    }

    /** A hash of another system; empty when salt or digest are none of its method. */
    static Optional<StoredHash> foreign(Method method, String salt, String digest) {
        return salt.length() <= LONGEST_SALT && method.acceptsSalt(salt) && method.acceptsDigest(digest)
                ? Optional.of(new ForeignHash(method, salt, digest))
                : Optional.empty();
    }

    private static Optional<Argon2Hash> argon2(Matcher parts, String stored) {
        var cost = new Argon2.Cost(
                Argon2.Type.valueOf(parts.group(1).toUpperCase(Locale.ROOT)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                Integer.parseInt(parts.group(4)));
        if (!HashText.isBase64(parts.group(5)) || !HashText.isBase64(parts.group(6))) {
            return Optional.empty();
        }
        boolean ours = stored.startsWith(ARGON2_PREFIX) && cost.equals(Passwords.COST);
        return Optional.of(
                new Argon2Hash(cost, HashText.decode(parts.group(5)), HashText.decode(parts.group(6)), ours));
    }

    /** The hash without what another system wrote before it, at most once. */
    static String bare(String stored) {
        if (stored.startsWith("argon2$argon2")) {
            // Django
            return stored.substring("argon2".length());
        }
        if (stored.startsWith("bcrypt$$2")) {
            return stored.substring("bcrypt$".length());
        }
        for (String prefix : PREFIXES) {
            if (stored.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return stored.substring(prefix.length());
            }
        }
        return stored;
    }
}
