package dev.latchkey.admin.user.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads LDIF (<a href="https://www.rfc-editor.org/rfc/rfc2849">RFC 2849</a>). Nothing that a URL names is opened. */
final class LdifReader {

    /** In characters of base64; longer values, such as photographs, are not read. */
    private static final int MAX_VALUE = 64 * 1024;

    private final Lines lines;

    /** The line after the last logical one; null before the first and after the last. */
    private @Nullable String ahead;

    private boolean begun;
    private long number;

    LdifReader(Lines lines) {
        this.lines = lines;
    }

    /** The line on which the last record begins. */
    long number() {
        return number;
    }

    /**
     * Reads the next record; null after the last one.
     *
     * @throws BadLineException when it is malformed; the next call goes on with the next record
     */
    @Nullable
    LdifRecord next() throws IOException {
        advanceFirst();
        while (ahead != null && ahead.isEmpty()) {
            advance();
        }
        if (ahead == null) {
            return null;
        }
        number = lines.number();
        LdifRecord record = new LdifRecord(number);
        try {
            while (ahead != null && !ahead.isEmpty()) {
                String line = logicalLine();
                if (!line.startsWith("#")) {
                    add(line, record);
                }
            }
            return record;
        } catch (BadLineException e) {
            skip();
            throw e;
        }
    }

    private void advanceFirst() throws IOException {
        if (!begun) {
            advance();
            begun = true;
        }
    }

    private void advance() throws IOException {
        ahead = lines.next();
    }

    private void skip() throws IOException {
        boolean more = true;
        while (more) {
            try {
                more = ahead != null && !ahead.isEmpty();
                if (more) {
                    advance();
                }
            } catch (BadLineException e) {
                // Part of the same record.
            }
        }
    }

    /** A line with those that continue it, which begin with a space. */
    private String logicalLine() throws IOException {
        StringBuilder line = new StringBuilder(String.valueOf(ahead));
        advance();
        while (ahead != null && ahead.startsWith(" ")) {
            if (line.length() <= MAX_VALUE) {
                line.append(ahead, 1, ahead.length());
            }
            advance();
        }
        return line.toString();
    }

    private static void add(String line, LdifRecord record) {
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new BadLineException("A line of the entry has no colon after the name of its attribute.");
        }
        String attribute = line.substring(0, colon);
        String value = line.substring(colon + 1);
        if (attribute.equalsIgnoreCase("changetype")) {
            throw new BadLineException("The entry is a change (changetype); export entries, without changes.");
        }
        if (line.length() > MAX_VALUE || value.startsWith("<")) {
            record.addUnread(attribute);
        } else if (value.startsWith(":")) {
            addDecoded(attribute, value.substring(1).strip(), record);
        } else {
            record.add(attribute, value.stripLeading());
        }
    }

    private static void addDecoded(String attribute, String base64, LdifRecord record) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new BadLineException("The value of " + attribute + " is not base64.");
        }
        try {
            record.add(
                    attribute,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            record.addUnread(attribute);
        }
    }
}
