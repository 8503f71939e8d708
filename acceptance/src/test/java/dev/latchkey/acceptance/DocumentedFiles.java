package dev.latchkey.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files that a page of the documentation shows: each block that follows {@code <!-- file: NAME -->}. */
final class DocumentedFiles {

    private final Path page;
    private final String text;

    DocumentedFiles(String name) {
        page = Checkout.ROOT.resolve("docs").resolve(name);
        try {
            text = Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file as it is shown, with the values that a reader would put in; each must occur. */
    Path write(String name, Path directory, Map<String, String> values) {
        Matcher block = Pattern.compile("(?s)<!-- file: " + Pattern.quote(name) + " -->\n```\\w*\n(.*?)\n```\n")
                .matcher(text);
        if (!block.find()) {
            throw new AssertionError(page + " shows no file " + name);
        }
        String content = block.group(1) + "\n";
        for (var value : values.entrySet()) {
            if (!content.contains(value.getKey())) {
                throw new AssertionError(name + " of " + page + " does not say " + value.getKey());
            }
            content = content.replace(value.getKey(), value.getValue());
        }
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
