package dev.latchkey.admin.user.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of hashes that Auth0 exports apart from the profiles of users, found by the id of a user. Keeps 16 bytes and
 * at most twice as much for each line: where it is. The line itself is read when it is needed.
 */
final class Auth0Hashes {

    private static final int SMALLEST = 1 << 10;

    /** The bits of a place that say where in its file it is. */
    private static final int OFFSET_BITS = 48;

    private final List<Path> files;
    private final MessageDigest digest;
    private long[] keys = new long[SMALLEST];
    /** 0 for none; else one more than the file and the offset in it. */
    private long[] places = new long[SMALLEST];

    private int size;
    private BitSet used = new BitSet();

    /** Reads the files once, for the places of the lines. Lines that cannot be read are told when the files end. */
    Auth0Hashes(List<Path> files) throws IOException {
        this.files = List.copyOf(files);
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
        for (int file = 0; file < files.size(); file++) {
            index(file);
        }
    }

    private void index(int file) throws IOException {
        try (InputStream in = Files.newInputStream(files.get(file))) {
            Lines lines = new Lines(in);
            boolean more = true;
            while (more) {
                long offset = lines.bytes();
                try {
                    @Nullable String line = lines.next();
                    more = line != null;
                    if (line != null && !line.isBlank()) {
                        add(Auth0Source.id(LineFormat.jsonLines().read(line)), file, offset);
                    }
                } catch (BadLineException e) {
                    // Told later, with its number.
                }
            }
        }
    }

    private void add(@Nullable String id, int file, long offset) {
        if (id == null) {
            return;
        }
        if (++size > keys.length / 4 * 3) {
            grow();
        }
        long key = key(id);
        int slot = slot(key);
        keys[slot] = key;
        // Of two lines of one user the first counts.
        if (places[slot] == 0) {
            places[slot] = ((long) file << OFFSET_BITS | offset) + 1;
        }
    }

    /** The line of a user; null when there is none. The line is used then. */
    @Nullable
    Map<String, @Nullable Object> use(String id) throws IOException {
        int slot = slot(key(id));
        if (places[slot] == 0) {
            return null;
        }
        long place = places[slot] - 1;
        Map<String, @Nullable Object> found = LineFormat.jsonLines()
                .read(line(files.get((int) (place >>> OFFSET_BITS)), place & (1L << OFFSET_BITS) - 1));
        if (!id.equals(Auth0Source.id(found))) {
            return null;
        }
        used.set(slot);
        return found;
    }

    /** Whether {@link #use} found the line of a user. */
    boolean isUsed(String id) {
        return used.get(slot(key(id)));
    }

    private static String line(Path file, long offset) throws IOException {
        byte[] bytes = new byte[Lines.MAX_LENGTH];
        int length = 0;
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(offset);
            int read = in.read(bytes, 0, bytes.length);
            while (length < read && bytes[length] != '\n') {
                length++;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private long key(String id) {
        return ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) key & mask;
        while (places[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldPlaces = places;
        keys = new long[2 * oldKeys.length];
        places = new long[keys.length];
        used = new BitSet();
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldPlaces[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                places[slot] = oldPlaces[i];
            }
        }
    }

    List<Path> files() {
        return files;
    }
}
