package dev.latchkey.admin.user.imports;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.terminal.Visible;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A table with the id of each user in the other system and the new one, for applications that keep ids. */
final class IdMap implements AutoCloseable {

    private final Writer out;

    private IdMap(Writer out) {
        this.out = out;
    }

    /** Opens the file, which is overwritten, but not what a link points to; null for none. */
    static @Nullable IdMap open(@Nullable Path file) throws IOException {
        if (file == null) {
            return null;
        }
        if (Files.isSymbolicLink(file)) {
            throw Failure.usage("The file of --map is a symbolic link: name the file itself.");
        }
        IdMap map = new IdMap(Files.newBufferedWriter(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS));
        map.out.write("old_id\tid\tusername\n");
        return map;
    }

    void add(String oldId, UUID id, String username) throws IOException {
        out.write(Visible.text(oldId) + "\t" + id + "\t" + username + "\n");
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
