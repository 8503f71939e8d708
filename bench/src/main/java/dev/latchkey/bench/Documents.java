package dev.latchkey.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Puts figures where people read them: between two marks of a document. */
final class Documents {

    private static final List<Path> ALL = List.of(Path.of("README.md"), Path.of("docs/performance.md"));

    private Documents() {}

    /** Rewrites what is between the marks of a program in all documents. */
    static void rewrite(String program, String text) throws IOException {
        for (Path document : ALL) {
            String before = Files.readString(document);
            String after = replace(before, program, text);
            if (!after.equals(before)) {
                Files.writeString(document, after);
                System.out.println("Rewrote a part of " + document);
            }
        }
    }

    /** A document without the marks stays as it is. */
    static String replace(String document, String program, String text) {
        String begin = "<!-- " + program + " --docs writes from here -->\n";
        String end = "<!-- to here -->";
        int from = document.indexOf(begin);
        int to = document.indexOf(end, Math.max(from, 0));
        return from < 0 || to < 0
                ? document
                : document.substring(0, from) + begin + text.strip() + "\n" + document.substring(to);
    }
}
