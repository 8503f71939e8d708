package dev.latchkey.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarAndXzTest {

    private static final Path TAR = Path.of("/usr/bin/tar");
    private static final Path XZ = Path.of("/usr/bin/xz");

    /** More than pipes hold, and not compressible. */
    private static final byte[] CONTENT = new byte[1_000_000];

    static {
        new Random(7).nextBytes(CONTENT);
    }

    @TempDir
    private Path directory;

    @BeforeEach
    void theyAreInstalled() {
        assumeTrue(TarAndXz.areInstalled(), "tar and xz are not installed in /usr/bin");
    }

    @Test
    void filesAndLinksHaveTheRightsOfTheArchiveAndNoMore() throws IOException {
        assertThat(TarAndXz.unpack(new ByteArrayInputStream(archive()), directory))
                .isTrue();
        assertThat(directory.resolve("bin/program")).hasBinaryContent(CONTENT);
        assertThat(rights("bin/program")).isIn("rwxr-xr-x", "rwxr-x---", "rwx------");
        assertThat(rights("open")).endsWith("--");
        assertThat(Files.readSymbolicLink(directory.resolve("link"))).hasToString("bin/program");
    }

    @Test
    void aPartOfAnArchiveIsNoSuccess() throws IOException {
        byte[] archive = archive();
        byte[] part = Arrays.copyOf(archive, archive.length / 2);
        assertThat(TarAndXz.unpack(new ByteArrayInputStream(part), directory)).isFalse();
        InputStream fails = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("no more");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        };
        assertThat(TarAndXz.unpack(new SequenceInputStream(new ByteArrayInputStream(part), fails), directory))
                .isFalse();
    }

    @Test
    void aProgramThatFailsIsNoSuccess() throws IOException {
        Path fails = Path.of("/bin/false");
        assertThat(TarAndXz.unpack(new ByteArrayInputStream(archive()), directory, fails, XZ))
                .isFalse();
        assertThat(TarAndXz.unpack(new ByteArrayInputStream(archive()), directory, TAR, fails))
                .isFalse();
        assertThat(TarAndXz.unpack(new ByteArrayInputStream(archive()), directory, directory.resolve("absent"), XZ))
                .isFalse();
    }

    private String rights(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file)));
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new XZCompressorOutputStream(archive))) {
            add(tar, "bin/program", 0100755);
            add(tar, "open", 0100646);
            TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
            link.setLinkName("bin/program");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
        return archive.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(CONTENT.length);
        tar.putArchiveEntry(entry);
        tar.write(CONTENT);
        tar.closeArchiveEntry();
    }
}
