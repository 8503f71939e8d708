package dev.latchkey.core.proof;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values as bytes, one after the other: {@link FieldReader} reads them back in the same order. Two different lists of
 * values of the same types are never the same bytes.
 */
public final class Fields {

    private static final int MOST_BYTES = 0xFFFF;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

    /** Adds an id. */
    public Fields id(UUID id) {
        bytes.writeBytes(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
        return this;
    }

    /** Adds a number. */
    public Fields number(int number) {
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
        return this;
    }

    /** Adds a time, to the microsecond, which is what the database has. */
    public Fields time(Instant time) {
        bytes.writeBytes(ByteBuffer.allocate(8)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, time))
                .array());
        return this;
    }

    /**
     * Adds bytes.
     *
     * @throws IllegalArgumentException when they are more than 65,535
     */
    public Fields bytes(byte[] value) {
        if (value.length > MOST_BYTES) {
            throw new IllegalArgumentException("A field has at most " + MOST_BYTES + " bytes.");
        }
        bytes.write(value.length >> 8);
        bytes.write(value.length);
        bytes.writeBytes(value);
        return this;
    }

    /**
     * Adds a text.
     *
     * @throws IllegalArgumentException when it has more than 65,535 bytes in UTF-8
     */
    public Fields text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds an id that may be missing. */
    public Fields optionalId(@Nullable UUID id) {
        if (id == null) {
            return absent();
        }
        bytes.write(1);
        return id(id);
    }

    /** Adds bytes that may be missing. */
    public Fields optionalBytes(byte @Nullable [] value) {
        if (value == null) {
            return absent();
        }
        bytes.write(1);
        return bytes(value);
    }

    /** Adds a text that may be missing. */
    public Fields optionalText(@Nullable String text) {
        return optionalBytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    private Fields absent() {
        bytes.write(0);
        return this;
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
