package dev.latchkey.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresBinariesTest {

    @TempDir
    Path directory;

    @Test
    void programsStayExecutableAndLinksStayLinks() throws IOException {
        PostgresBinaries.unpack(
                archive(file("bin/postgres", 0755), file("share/postgres.bki", 0644), link("lib/pq.so", "pq.so.5")),
                directory);
        assertThat(directory.resolve("bin/postgres")).isExecutable().hasContent("content");
        assertThat(Files.isExecutable(directory.resolve("share/postgres.bki"))).isFalse();
        assertThat(Files.readSymbolicLink(directory.resolve("lib/pq.so"))).isEqualTo(Path.of("pq.so.5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "bin/../../outside", "/etc/outside"})
    void entryOutsideTheDirectoryIsRefused(String name) {
        assertThatThrownBy(() -> PostgresBinaries.unpack(archive(file(name, 0644)), directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reaches out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../outside", "/etc/passwd"})
    void linkToOutsideIsRefused(String target) {
        assertThatThrownBy(() -> PostgresBinaries.unpack(archive(link("lib/link", target)), directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reaches out");
    }

    @Test
    void damagedArchiveIsRefused() throws IOException {
        byte[] whole = archive(file("bin/postgres", 0755)).readAllBytes();
        byte[] damaged = Arrays.copyOf(whole, whole.length - 20);

        assertThatThrownBy(() -> PostgresBinaries.unpack(new ByteArrayInputStream(damaged), directory))
                .isInstanceOf(IOException.class);
    }

    private static TarArchiveEntry file(String name, int mode) {
        var entry = new TarArchiveEntry(name, true);
        entry.setMode(mode);
        return entry;
    }

    private static TarArchiveEntry link(String name, String target) {
        var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        return entry;
    }

    private static InputStream archive(TarArchiveEntry... entries) throws IOException {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new XZCompressorOutputStream(bytes))) {
            for (var entry : entries) {
                entry.setSize(entry.isSymbolicLink() ? 0 : content.length);
                tar.putArchiveEntry(entry);
                if (!entry.isSymbolicLink()) {
                    tar.write(content);
                }
                tar.closeArchiveEntry();
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
