package dev.latchkey.core.credential;

import java.util.Optional;

/**
 * How another system turns a password into the digest that it stores. Neither salt nor digest contains a dollar sign,
 * which separates the parts of what we store.
 */
sealed interface Method permits Argon2Method, BcryptMethod, CryptMethod, DigestMethod, Pbkdf2Method, ScryptMethod {

    /** What a stored hash of this method begins with, in braces. */
    String id();

    /** What the digest depends on besides the password and the salt. */
    String parameters();

    boolean acceptsSalt(String salt);

    boolean acceptsDigest(String digest);

    /**
     * Computes a digest.
     *
     * @param salt that {@link #acceptsSalt} accepts
     * @return as it is stored
     */
    String digest(String password, String salt);

    /** Whether a guess takes less than some 5 ms of one core, so that the digest must not lie in the table as it is. */
    boolean isWeak();

    /** What is wrong with the cost; empty when nothing is. */
    Optional<String> excess(HashBounds bounds);

    /** How much memory {@link #digest} takes, in KiB. */
    default int memoryKib() {
        return 0;
    }

    /** Whether each byte of this password counts. */
    default boolean seesAllOf(String password) {
        return true;
    }

    /** Reads a method as {@link #id} and {@link #parameters} write it; empty when there is no such method. */
    static Optional<? extends Method> parse(String id, String parameters) {
        return switch (id) {
            case "argon2" -> Argon2Method.parse(parameters);
            case "scrypt" -> ScryptMethod.parse(parameters);
            case "digest" -> DigestMethod.parse(parameters);
            default ->
                BcryptMethod.parse(id, parameters)
                        .<Method>map(found -> found)
                        .or(() -> CryptMethod.parse(id, parameters))
                        .or(() -> Pbkdf2Method.parse(id, parameters));
        };
    }
}
