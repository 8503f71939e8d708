package dev.latchkey.server.metadata;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A public JSON document that is made once and served many times. */
public final class PublishedDocument {

    private final byte[] body;
    private final String etag;

    private PublishedDocument(byte[] body) {
        this.body = body;
        this.etag = '"' + HexFormat.of().formatHex(sha256(body), 0, 8) + '"';
    }

    public static PublishedDocument json(String text) {
        return new PublishedDocument(text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] body() {
        return body;
    }

    /** A strong entity tag, quoted. */
    String etag() {
        return etag;
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
