package dev.latchkey.core.credential;

/** Argon2 of version 19 (<a href="https://www.rfc-editor.org/rfc/rfc9106">RFC 9106</a>). */
interface Argon2 {

    /** The length of the salts that we make. */
    int SALT_BYTES = 16;

    /** What {@code y} is in RFC 9106, section 3.2. */
    enum Type {
        D,
        I,
        ID
    }

    /** The cost of a hash. */
    record Cost(Type type, int memoryKib, int passes, int lanes) {}

    /**
     * Hashes.
     *
     * @param cost at least 8 KiB for each lane
     * @param length of the result in bytes, at least 16
     * @throws IllegalStateException when there is no memory for it
     */
    byte[] hash(String password, byte[] salt, Cost cost, int length);
}
