package dev.latchkey.server.page;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that pages load. Its path changes with its content, so browsers may keep it for ever.
 *
 * @param path of its URL
 * @param contentType its media type
 */
@SuppressWarnings("ArrayRecordComponent")
record Asset(String path, String contentType, byte[] content) {

    static final String DIRECTORY = "/assets/";

    static Asset of(byte[] content, String extension, String contentType) {
        return new Asset(DIRECTORY + hash(content) + "." + extension, contentType, content);
    }

    /** Whether a path is of an asset of this kind, of this or another version of the server. */
    boolean isOfKind(String other) {
        return other.startsWith(DIRECTORY) && other.endsWith(path.substring(path.lastIndexOf('.')));
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
