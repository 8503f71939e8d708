package dev.latchkey.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that programs lock to agree with each other. Not for two threads of one program: see {@link Tenancy}. */
final class LockFile implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private @Nullable FileLock lock;

    private LockFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static LockFile open(Path file) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new LockFile(file, FileChannel.open(file, options, PrivateFiles.OWNER_ONLY));
    }

    /**
     * Waits by asking again. A blocking request would be simpler, but the kernel looks for deadlocks process by
     * process, and refuses harmless ones of programs that use several homes.
     */
    void lockExclusively(Duration patience) throws IOException {
        if (!Waiting.until(patience, this::tryExclusive)) {
            throw new IOException(
                    "another program has held " + file + " for " + patience.toMinutes() + " minutes; it may hang");
        }
    }

    boolean tryExclusive() throws IOException {
        lock = channel.tryLock();
        return lock != null;
    }

    /** Turns whatever is held into a shared lock. */
    void share() throws IOException {
        release();
        lock = channel.tryLock(0, Long.MAX_VALUE, true);
        if (lock == null) {
            throw new IOException("another program has locked " + file + " without holding start.lock");
        }
    }

    void release() throws IOException {
        if (lock != null) {
            lock.release();
            lock = null;
        }
    }

    /** Writes a text into the file, which programs that cannot have the lock read. */
    void write(String text) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
