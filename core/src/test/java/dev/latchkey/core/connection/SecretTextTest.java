package dev.latchkey.core.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTextTest {

    private static String line(byte... bytes) throws IOException {
        return SecretText.line(new ByteArrayInputStream(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\r"})
    void oneLineEndIsNotPartOfIt(String end) throws IOException {
        assertThat(line(("  blänks \t" + end).getBytes(UTF_8))).isEqualTo("  blänks \t");
    }

    @Test
    void aByteOrderMarkIsNotPartOfIt() throws IOException {
        assertThat(line("\uFEFFsecret\n".getBytes(UTF_8))).isEqualTo("secret");
        assertThat(line("se\uFEFFcret".getBytes(UTF_8))).isEqualTo("se\uFEFFcret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"one\ntwo", "one\ntwo\n", "one\n\n", "one\rtwo", "\none"})
    void moreLinesAreRefused(String text) {
        assertThatThrownBy(() -> line(text.getBytes(UTF_8))).hasMessage("has more than one line: a secret is one line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\uFEFF", "\uFEFF\r\n"})
    void nothingIsRefused(String text) {
        assertThatThrownBy(() -> line(text.getBytes(UTF_8))).hasMessage("is empty");
    }

    @Test
    void whatIsNotUtf8IsRefusedWithTheReason() {
        assertThatThrownBy(() -> line("pässword".getBytes(ISO_8859_1))).hasMessageStartingWith("is not UTF-8");
        assertThatThrownBy(() -> line("pässword".getBytes(UTF_16))).hasMessageStartingWith("is UTF-16");
        assertThatThrownBy(() -> line((byte) 'a', (byte) 0, (byte) 'b')).hasMessageContaining("zero byte");
    }

    @Test
    void whatNeverEndsIsRefused() {
        assertThatThrownBy(() -> SecretFile.read(Path.of("/dev/zero"))).hasMessageContaining("is longer than");
    }

    @Test
    void aFileOfSeveralKeysIsReadAsAWhole(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("master-key"), "\uFEFFnew\nold\n");
        assertThat(SecretFile.readLines(file)).isEqualTo("new\nold");
        assertThatThrownBy(() -> SecretFile.read(file)).hasMessageContaining(file + " has more than one line");
    }
}
