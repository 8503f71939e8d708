package dev.latchkey.embedded;

import dev.latchkey.embedded.ownership.TrustedDirectory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL's programs, which come as an archive on the class path and are unpacked into the home that uses them. */
final class PostgresBinaries {

    private static final Logger log = LoggerFactory.getLogger(PostgresBinaries.class);

    private static final int OWNER_MAY_EXECUTE = 0100;

    private PostgresBinaries() {}

    /**
     * Returns the directory of the programs, unpacking them if need be. The caller holds the start lock and has
     * seen that PostgreSQL does not run, so programs of other versions are deleted.
     */
    static Path unpackIn(Home home) throws IOException {
        URL archive = PostgresBinaries.class.getResource(Home.archiveName());
        if (archive == null) {
            throw Home.noPostgresHere();
        }
        URLConnection connection = archive.openConnection();
        Path programs = home.programs().resolve(fingerprint(connection));
        if (!Files.isDirectory(programs)) {
            log.info("Unpacking PostgreSQL into {}", programs);
            PrivateFiles.deleteTree(home.programs());
            PrivateFiles.move(unpack(archive, home), programs);
        }
        TrustedDirectory.requireTree(home.directory(), programs);
        return programs.resolve("bin");
    }

    /**
     * Tells one archive from another by the checksum that its jar already holds; reading 15 MB would take longer than
     * a start.
     */
    private static String fingerprint(URLConnection archive) throws IOException {
        long number =
                archive instanceof JarURLConnection jar ? jar.getJarEntry().getCrc() : archive.getContentLengthLong();
        return Long.toHexString(number);
    }

    private static Path unpack(URL archive, Home home) throws IOException {
        Path unpacking = home.programs().resolve("unpacking");
        PrivateFiles.directory(unpacking);
        if (TarAndXz.areInstalled()) {
            try (InputStream compressed = archive.openStream()) {
                if (TarAndXz.unpack(compressed, unpacking) && Files.isExecutable(unpacking.resolve("bin/initdb"))) {
                    return unpacking;
                }
            }
            PrivateFiles.deleteTree(unpacking);
            PrivateFiles.directory(unpacking);
        }
        try (InputStream compressed = new BufferedInputStream(archive.openStream(), 1 << 16)) {
            unpack(compressed, unpacking);
        }
        return unpacking;
    }

    static void unpack(InputStream compressed, Path directory) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(compressed))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, directory);
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path directory) throws IOException {
        Path file = inside(directory, directory.resolve(entry.getName()));
        PrivateFiles.directory(entry.isDirectory() ? file : file.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            inside(directory, file.resolveSibling(entry.getLinkName()));
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(content, file);
            boolean program = (entry.getMode() & OWNER_MAY_EXECUTE) != 0;
            // Whatever the umask is: what others may write is not run.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        } else if (!entry.isDirectory()) {
            throw new IOException("neither a file, a directory nor a symbolic link: " + entry.getName());
        }
    }

    private static Path inside(Path directory, Path path) throws IOException {
        if (!path.normalize().startsWith(directory)) {
            throw new IOException("the archive reaches out of its directory: " + path);
        }
        return path.normalize();
    }
}
