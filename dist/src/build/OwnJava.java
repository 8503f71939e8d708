import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a Java of the modules of this JDK that the jars in a directory use. The arguments are that directory and the new one.
 */
final class OwnJava {

    /** What the jars ask for by its name only: file systems in jars, and how the languages of the pages write a date. */
    private static final List<String> BY_NAME = List.of("jdk.zipfs", "jdk.localedata");

    /** Windows, fonts, pictures and sound. Spring uses java.desktop for java.beans, which has no native code. */
    private static final String UNUSED = Stream.of(
                    "awt*", "fontmanager", "freetype", "javajpeg", "jsound", "lcms", "mlib_image", "splashscreen")
            .map(library -> "**/lib" + library + ".so")
            .collect(Collectors.joining(","));

    private OwnJava() {}

    public static void main(String[] args) throws IOException {
        tool(
                "jlink",
                "--add-modules",
                modules(jars(Path.of(args[0]))),
                "--include-locales",
                "en,de,fr,es",
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                "--compress",
                "zip-9",
                "--exclude-files",
                UNUSED,
                "--output",
                args[1]);
    }

    private static List<Path> jars(Path lib) throws IOException {
        try (Stream<Path> files = Files.list(lib)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    /** Names of modules, separated by commas. */
    private static String modules(List<Path> jars) {
        List<String> arguments = new ArrayList<>(List.of(
                "--multi-release",
                Integer.toString(Runtime.version().feature()),
                "--ignore-missing-deps",
                "--print-module-deps"));
        jars.forEach(jar -> arguments.add(jar.toString()));
        // They are in the last line; warnings are before it.
        String needed = tool("jdeps", arguments.toArray(String[]::new))
                .lines()
                .reduce((before, line) -> line)
                .orElseThrow();
        var modules = new TreeSet<>(List.of(needed.split(",")));
        modules.addAll(BY_NAME);
        return String.join(",", modules);
    }

    private static String tool(String name, String... arguments) {
        var printed = new StringWriter();
        var writer = new PrintWriter(printed);
        int exitCode = ToolProvider.findFirst(name)
                .orElseThrow(() -> new IllegalStateException("There is no " + name + ": this Java is not a JDK"))
                .run(writer, writer, arguments);
        if (exitCode != 0) {
            throw new IllegalStateException(name + " failed:\n" + printed);
        }
        return printed.toString();
    }
}
