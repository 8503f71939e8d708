package dev.latchkey.core.proof;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link Fields} wrote, in the same order. Each method throws {@link BufferUnderflowException} when there is no
 * such value, which makes the whole proof invalid.
 */
public final class FieldReader {

    private final ByteBuffer bytes;

    FieldReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    public UUID id() {
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    public int number() {
        return bytes.getInt();
    }

    public Instant time() {
        return Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS);
    }

    public byte[] bytes() {
        int length = Short.toUnsignedInt(bytes.getShort());
        if (length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] value = new byte[length];
        bytes.get(value);
        return value;
    }

    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public @Nullable UUID optionalId() {
        return isPresent() ? id() : null;
    }

    public byte @Nullable [] optionalBytes() {
        return isPresent() ? bytes() : null;
    }

    public @Nullable String optionalText() {
        return isPresent() ? text() : null;
    }

    private boolean isPresent() {
        return bytes.get() != 0;
    }

    boolean isAtEnd() {
        return !bytes.hasRemaining();
    }
}
