package dev.latchkey.core.client;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client id that is the URL of the document that describes the client (<a
 * href="https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/">draft-ietf-oauth-client-id-metadata-document</a>,
 * section 3): {@code https}, or {@code http} on this machine, with a path that is not empty and has no dot segments, and
 * without user and fragment. The host is in lower case.
 */
public record ClientUrl(String value) {

    /** In characters. */
    public static final int MAX_LENGTH = 512;

    private static final Pattern SYNTAX = Pattern.compile(
            "(?:https://(?<host>[a-z0-9.-]+(?::[1-9][0-9]{0,4})?)|http://(?<local>(?:localhost|127\\.0\\.0\\.1)(?::[1-9][0-9]{0,4})?))"
                    + "/[A-Za-z0-9._~:/@!$&'()*+,;=%-][A-Za-z0-9._~:/?@!$&'()*+,;=%-]*");

    /** Also in a form that the server of the document may decode. */
    private static final Pattern DOTS = Pattern.compile("(?i)[^?]*/(\\.|%2e){1,2}([/?].*)?");

    private static final Pattern ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private static final byte UUID_VERSION = (byte) 0x80;

    /**
     * Checks the syntax.
     *
     * @throws IllegalArgumentException when it is no such URL
     */
    public ClientUrl {
        if (value.length() > MAX_LENGTH
                || !SYNTAX.matcher(value).matches()
                || DOTS.matcher(value).matches()
                || ESCAPE.matcher(value).find()) {
            throw new IllegalArgumentException("A client id that is a URL is https://host/path.");
        }
    }

    /** A URL; empty when the client id is none. A client that an administrator added has no colon in its client id. */
    public static Optional<ClientUrl> parse(String clientId) {
        try {
            return Optional.of(new ClientUrl(clientId));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether a client id is meant to be a URL, be it a good one or not. */
    public static boolean isMeant(String clientId) {
        return clientId.regionMatches(true, 0, "https:", 0, 6) || clientId.regionMatches(true, 0, "http:", 0, 5);
    }

    /** The host with its port, if that is written: as hosts are trusted. */
    public String host() {
        Matcher matcher = SYNTAX.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalStateException();
        }
        String host = matcher.group("host");
        return host == null ? matcher.group("local") : host;
    }

    /** For the request. */
    public URI uri() {
        return URI.create(value);
    }

    /** The id of the client's row: always the same, so that all servers have it before there is a row. A UUIDv8. */
    public UUID id() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
            hash[6] = (byte) ((hash[6] & 0x0F) | UUID_VERSION);
            hash[8] = (byte) ((hash[8] & 0x3F) | 0x80);
            ByteBuffer bytes = ByteBuffer.wrap(hash);
            return new UUID(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
