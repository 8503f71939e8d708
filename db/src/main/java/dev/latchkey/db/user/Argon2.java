package dev.latchkey.db.user;

/** Argon2id of version 19 (<a href="https://www.rfc-editor.org/rfc/rfc9106">RFC 9106</a>) with one lane. */
interface Argon2 {

    /** The only length of salts. */
    int SALT_BYTES = 16;

    /**
     * Hashes.
     *
     * @param salt of {@link #SALT_BYTES}
     * @param memoryKib 8 or more
     * @param length of the result in bytes, at least 16
     * @throws IllegalStateException when there is no memory for it
     */
    byte[] hash(String password, byte[] salt, int memoryKib, int passes, int length);
}
