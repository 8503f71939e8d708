package dev.latchkey.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogoTest {

    private static final String PNG = "\u0089PNG\r\n\u001a\n";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "'\u0089PNG\r\n\u001a\n', png, image/png",
        "\u00ff\u00d8\u00ff\u00e0, jpg, image/jpeg",
        "RIFF....WEBPVP8 , webp, image/webp",
        "<svg viewBox='0 0 1 1'/>, svg, image/svg+xml",
        "<?xml version='1.0'?><svg/>, svg, image/svg+xml"
    })
    void aLogoIsRecognisedByItsContent(String content, String extension, String contentType) throws IOException {
        Logo logo = Logo.read(write(content));
        assertThat(logo.extension()).isEqualTo(extension);
        assertThat(logo.contentType()).isEqualTo(contentType);
        assertThat(logo.content()).asString(StandardCharsets.ISO_8859_1).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "BM", "GIF89a", "<html><svg/></html>", "<?xml version='1.0'?><html/>", "RIFF....WAVE"})
    void anotherFileIsNoLogo(String content) throws IOException {
        Path file = write(content);
        assertThatThrownBy(() -> Logo.read(file)).hasMessageContaining("latchkey.pages.logo");
    }

    @Test
    void aLogoHasAtMostTenThousandBytes() throws IOException {
        assertThat(Logo.isLogo(write(PNG + "x".repeat(8_000 - PNG.length())))).isTrue();
        assertThat(Logo.isLogo(write(PNG + "x".repeat(10_001 - PNG.length())))).isFalse();
    }

    @Test
    void anEndlessFileIsNotRead() {
        assertThat(Arrays.asList(Logo.isLogo(Path.of("/dev/zero")), Logo.isLogo(directory)))
                .containsOnly(false);
    }

    private Path write(String content) throws IOException {
        return Files.write(directory.resolve("logo"), content.getBytes(StandardCharsets.ISO_8859_1));
    }
}
