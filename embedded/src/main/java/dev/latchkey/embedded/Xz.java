package dev.latchkey.embedded;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The program of that name, in the directory where systems have theirs. It is not searched for anywhere else. */
final class Xz {

    private static final Path PROGRAM = Path.of("/usr/bin/xz");

    private Xz() {}

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /**
     * Decompresses while it is read, and throws when it is closed before the end of what was compressed.
     *
     * @throws IOException when the program does not start
     */
    static InputStream decompress(InputStream compressed) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(PROGRAM.toString(), "--decompress", "--stdout")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        Process xz = builder.start();
        CompletableFuture<Void> fed = CompletableFuture.runAsync(
                () -> feed(compressed, xz.getOutputStream()),
                task -> Thread.ofPlatform().name("xz").daemon().start(task));
        return new FilterInputStream(xz.getInputStream()) {
            @Override
            public void close() throws IOException {
                in.transferTo(OutputStream.nullOutputStream());
                super.close();
                try {
                    fed.join();
                } catch (CompletionException e) {
                    throw new IOException("the archive cannot be read", e.getCause());
                }
                int status = xz.onExit().join().exitValue();
                if (status != 0) {
                    throw new IOException("the archive is damaged: xz exited with " + status);
                }
            }
        };
    }

    private static void feed(InputStream compressed, OutputStream program) {
        try (program) {
            compressed.transferTo(program);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
