import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Adds to the jar of the server what Spring finds out at each start else: its beans, as classes that Spring generates. The
 * arguments are the jar, with its libraries beside it, and the version of Java that it is for.
 */
class PrepareBeans {

    private static final String SERVER = "dev.latchkey.server.LatchkeyServer";

    public static void main(String[] args) throws IOException, InterruptedException {
        Path jar = Path.of(args[0]);
        Path work = Files.createTempDirectory("latchkey-beans");
        Path sources = Files.createDirectory(work.resolve("sources"));
        Path classes = Files.createDirectory(work.resolve("classes"));
        generate(jar, sources, Files.createDirectory(work.resolve("unused")), classes);
        compile(jar, sources, classes, args[1]);
        add(classes, jar);
        try (Stream<Path> files = Files.walk(work)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    private static void generate(Path jar, Path sources, Path resources, Path classes)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dspring.aot.enabled=false",
                        "-cp",
                        jar.toString(),
                        "org.springframework.boot.SpringApplicationAotProcessor",
                        SERVER,
                        sources.toString(),
                        resources.toString(),
                        classes.toString(),
                        "dev.latchkey",
                        "latchkey-server")
                .inheritIO();
        // Only what holds for every server.
        builder.environment().clear();
        if (builder.start().waitFor() != 0) {
            throw new IOException("Spring did not prepare the beans");
        }
    }

    private static void compile(Path jar, Path sources, Path classes, String release) throws IOException {
        List<String> files;
        try (Stream<Path> all = Files.walk(sources)) {
            files = all.map(Path::toString).filter(file -> file.endsWith(".java")).toList();
        }
        List<String> options = List.of(
                "-proc:none",
                "-parameters",
                "-Xlint:none",
                "--release",
                release,
                "-cp",
                jar + ":" + classes,
                "-d",
                classes.toString());
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        var manager = javac.getStandardFileManager(null, null, null);
        if (!javac.getTask(null, manager, null, options, null, manager.getJavaFileObjectsFromStrings(files)).call()) {
            throw new IOException("The prepared beans do not compile");
        }
    }

    private static void add(Path classes, Path jar) throws IOException {
        try (FileSystem inside = FileSystems.newFileSystem(jar);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = inside.getPath(classes.relativize(file).toString());
                Files.createDirectories(target.toAbsolutePath().getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
