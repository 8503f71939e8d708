package dev.latchkey.core.proof;

import dev.latchkey.core.jdbc.Secrets;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Makes proofs and recognises them again: texts in base64url that only this server can have made. Nothing about them is
 * stored, and a forged one is refused without asking the database.
 *
 * <ul>
 *   <li>With a MAC: version (1 byte), the fields that are shown, HMAC-SHA-256 (32 bytes) over those and over fields that
 *       are bound to the proof but not in it.
 *   <li>Sealed: version (1 byte), an id in clear (16), nonce (12), AES-256-GCM with version and id as associated data.
 * </ul>
 */
public final class Proofs {

    /** The longest text that is read at all, in characters. */
    public static final int MAX_LENGTH = 2048;

    private static final byte VERSION = 1;
    private static final int ID_BYTES = 16;
    private static final int SEALED_FROM = 1 + ID_BYTES + ProofKeys.NONCE_BYTES;

    private final List<ProofKeys> keys;

    /**
     * Derives what it needs from HMAC keys.
     *
     * @param keys the key that makes new proofs first, then older ones that are still recognised; at least one
     */
    public Proofs(List<byte[]> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("There is no key for proofs.");
        }
        this.keys = keys.stream().map(ProofKeys::new).toList();
    }

    /**
     * Makes a proof with a MAC.
     *
     * @param shown readable to anyone who has the proof
     * @param bound must be the same when the proof is verified
     */
    public String mac(Label label, Fields shown, Fields bound) {
        byte[] visible = versioned(shown.toByteArray());
        return encode(concat(visible, keys.getFirst().mac(label, message(visible, bound))));
    }

    /**
     * Verifies a proof with a MAC. Takes the same time wherever a forgery is wrong.
     *
     * @param reader makes something of the fields that are shown, and must read all of them
     * @return empty when it is not a proof of ours for this label and these bound fields
     */
    public <T> Optional<T> verify(Label label, String text, Fields bound, Function<FieldReader, T> reader) {
        byte[] bytes = decode(text);
        int visibleBytes = bytes.length - ProofKeys.MAC_BYTES;
        if (visibleBytes < 1 || bytes[0] != VERSION) {
            return Optional.empty();
        }
        byte[] visible = Arrays.copyOf(bytes, visibleBytes);
        byte[] mac = Arrays.copyOfRange(bytes, visibleBytes, bytes.length);
        byte[] message = message(visible, bound);
        boolean authentic = false;
        for (ProofKeys key : keys) {
            authentic |= MessageDigest.isEqual(key.mac(label, message), mac);
        }
        return authentic ? read(Arrays.copyOfRange(visible, 1, visibleBytes), reader) : Optional.empty();
    }

    /**
     * The MACs of fields that are not handed out: the first is the one to store, and any of them may have been stored. So a
     * row is found by something that the database does not have.
     */
    public List<byte[]> macs(Label label, Fields bound) {
        byte[] message = message(new byte[] {VERSION}, bound);
        return keys.stream().map(key -> key.mac(label, message)).toList();
    }

    /**
     * Seals fields.
     *
     * @param id stands in clear; each id seals once
     */
    public String seal(Label label, UUID id, Fields secret) {
        byte[] context = context(id);
        byte[] nonce = Secrets.bytes(ProofKeys.NONCE_BYTES);
        byte[] sealed = keys.getFirst().seal(label, clear(context), nonce, context, secret.toByteArray());
        return encode(concat(context, nonce, sealed));
    }

    /**
     * Opens what {@link #seal} made.
     *
     * @param reader makes something of the id and of the fields, and must read all of them
     * @return empty when this server did not seal it under this label
     */
    public <T> Optional<T> open(Label label, String text, BiFunction<UUID, FieldReader, T> reader) {
        byte[] bytes = decode(text);
        if (bytes.length < SEALED_FROM + ProofKeys.TAG_BYTES || bytes[0] != VERSION) {
            return Optional.empty();
        }
        byte[] context = Arrays.copyOf(bytes, 1 + ID_BYTES);
        byte[] nonce = Arrays.copyOfRange(bytes, 1 + ID_BYTES, SEALED_FROM);
        byte[] sealed = Arrays.copyOfRange(bytes, SEALED_FROM, bytes.length);
        ByteBuffer id = ByteBuffer.wrap(context, 1, ID_BYTES);
        UUID clear = new UUID(id.getLong(), id.getLong());
        return keys.stream()
                .flatMap(key -> key.open(label, clear(context), nonce, context, sealed).stream())
                .findFirst()
                .flatMap(secret -> read(secret, fields -> reader.apply(clear, fields)));
    }

    private static <T> Optional<T> read(byte[] bytes, Function<FieldReader, T> reader) {
        FieldReader fields = new FieldReader(bytes);
        try {
            T value = reader.apply(fields);
            return fields.isAtEnd() ? Optional.of(value) : Optional.empty();
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /** The length keeps what is shown and what is bound apart. */
    private static byte[] message(byte[] visible, Fields bound) {
        byte[] length = ByteBuffer.allocate(4).putInt(visible.length).array();
        return concat(length, visible, bound.toByteArray());
    }

    private static byte[] context(UUID id) {
        return versioned(new Fields().id(id).toByteArray());
    }

    private static byte[] clear(byte[] context) {
        return Arrays.copyOfRange(context, 1, context.length);
    }

    private static byte[] versioned(byte[] bytes) {
        return concat(new byte[] {VERSION}, bytes);
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The bytes of a text in exactly the form that {@link #encode} has; none when it has another form. */
    private static byte[] decode(String text) {
        if (text.length() > MAX_LENGTH) {
            return new byte[0];
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return encode(bytes).equals(text) ? bytes : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
