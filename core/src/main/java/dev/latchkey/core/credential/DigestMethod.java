package dev.latchkey.core.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

/** One round of a hash function over the password and then the salt, which may be empty (RFC 2307, section 5.3). */
record DigestMethod(Function function) implements Method {

    /** A hash function, with the length of its result in bytes. */
    enum Function {
        MD5("MD5", 16),
        SHA1("SHA-1", 20),
        SHA256("SHA-256", 32),
        SHA384("SHA-384", 48),
        SHA512("SHA-512", 64);

        private final String algorithm;
        private final int bytes;

        Function(String algorithm, int bytes) {
            this.algorithm = algorithm;
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }
    }

    static Optional<DigestMethod> parse(String parameters) {
        for (Function function : Function.values()) {
            if (function.name().toLowerCase(Locale.ROOT).equals(parameters)) {
                return Optional.of(new DigestMethod(function));
            }
        }
        return Optional.empty();
    }

    @Override
    public String id() {
        return "digest";
    }

    @Override
    public String parameters() {
        return function.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean acceptsSalt(String salt) {
        return HashText.isBase64(salt);
    }

    @Override
    public boolean acceptsDigest(String digest) {
        return HashText.isBase64(digest) && HashText.decode(digest).length == function.bytes();
    }

    @Override
    public String digest(String password, String salt) {
        try {
            MessageDigest digest = MessageDigest.getInstance(function.algorithm);
            digest.update(password.getBytes(StandardCharsets.UTF_8));
            return HashText.encode(digest.digest(HashText.decode(salt)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no " + function.algorithm, e);
        }
    }

    @Override
    public boolean isWeak() {
        return true;
    }

    @Override
    public Optional<String> excess(HashBounds bounds) {
        return Optional.empty();
    }
}
