package dev.latchkey.admin.user.imports;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A table with the id of each user in the other system and the new one, for applications that keep ids. */
final class IdMap implements AutoCloseable {

    private final Writer out;

    private IdMap(Writer out) {
        this.out = out;
    }

    /** Opens the file, which is overwritten; null for none. */
    static @Nullable IdMap open(@Nullable Path file) throws IOException {
        if (file == null) {
            return null;
        }
        IdMap map = new IdMap(Files.newBufferedWriter(file));
        map.out.write("old_id\tid\tusername\n");
        return map;
    }

    void add(String oldId, UUID id, String username) throws IOException {
        out.write(oldId.replaceAll("[\t\r\n]", " ") + "\t" + id + "\t" + username + "\n");
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
