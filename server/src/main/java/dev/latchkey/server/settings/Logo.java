package dev.latchkey.server.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The operator's logo, which every page shows.
 *
 * @param content of the file
 * @param extension of a file of its type, such as {@code png}
 * @param contentType its media type
 */
@SuppressWarnings("ArrayRecordComponent")
public record Logo(byte[] content, String extension, String contentType) {

    /** A page, its stylesheet, its script and the logo have 25 kB at the most. */
    static final int MAX_BYTES = 8_000;

    static final String ALLOWED =
            "the name of a readable PNG, JPEG, WebP or SVG file of at most " + MAX_BYTES + " bytes";

    /**
     * Reads a file once, so that a page never waits for it.
     *
     * @throws IllegalArgumentException when the file is too long, cannot be read or is no image
     */
    public static Logo read(Path file) {
        return find(file).orElseThrow(() -> new IllegalArgumentException("latchkey.pages.logo is " + ALLOWED + "."));
    }

    static boolean isLogo(Path file) {
        return find(file).isPresent();
    }

    private static Optional<Logo> find(Path file) {
        // Neither a directory nor a pipe, which could be endless.
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            return content.length > MAX_BYTES ? Optional.empty() : recognise(content);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Recognises the type by the first bytes, as browsers do: the name of the file proves nothing. */
    private static Optional<Logo> recognise(byte[] content) {
        String start = new String(Arrays.copyOf(content, 1_000), StandardCharsets.ISO_8859_1);
        if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Optional.of(new Logo(content, "png", "image/png"));
        }
        if (start.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(new Logo(content, "jpg", "image/jpeg"));
        }
        if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
            return Optional.of(new Logo(content, "webp", "image/webp"));
        }
        String text = start.replaceFirst("^\u00ef\u00bb\u00bf", "").stripLeading();
        if (text.startsWith("<svg")
                || ((text.startsWith("<?xml") || text.startsWith("<!--")) && text.contains("<svg"))) {
            return Optional.of(new Logo(content, "svg", "image/svg+xml"));
        }
        return Optional.empty();
    }
}
