package dev.latchkey.core.credential;

import java.util.Base64;
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
    record Argon2Hash(Argon2.Cost cost, byte[] salt, byte[] hash, boolean ours) implements StoredHash {}

    /** bcrypt, {@code encoded} as its implementations have it: {@code $2b$12$…}. */
    record BcryptHash(String encoded, int cost) implements StoredHash {}

    /** What ours begin with, and what imports of former versions do. */
    String ARGON2_PREFIX = "{argon2}";

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

    Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

    /** Parses a hash of any cost; empty when its format is unknown. */
    static Optional<StoredHash> parse(String stored) {
        String bare = bare(stored);
        Matcher argon2 = ARGON2.matcher(bare);
        if (argon2.matches()) {
            return argon2(argon2, stored);
        }
        Matcher bcrypt = BCRYPT.matcher(bare);
        return bcrypt.matches()
                ? Optional.of(new BcryptHash(bare, Integer.parseInt(bcrypt.group(1))))
                : Optional.empty();
    }

    private static Optional<StoredHash> argon2(Matcher parts, String stored) {
        var cost = new Argon2.Cost(
                Argon2.Type.valueOf(parts.group(1).toUpperCase(Locale.ROOT)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                Integer.parseInt(parts.group(4)));
        try {
            byte[] salt = Base64.getDecoder().decode(parts.group(5));
            byte[] hash = Base64.getDecoder().decode(parts.group(6));
            boolean ours = stored.startsWith(ARGON2_PREFIX) && cost.equals(Passwords.COST);
            return Optional.of(new Argon2Hash(cost, salt, hash, ours));
        } catch (IllegalArgumentException e) {
            // One character more or less than bytes have.
            return Optional.empty();
        }
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
