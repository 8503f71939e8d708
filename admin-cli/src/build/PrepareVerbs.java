import dev.latchkey.admin.command.PreparedVerb;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import picocli.CommandLine.Command;

/**
 * Adds to the compiled classes of the command what picocli finds out of annotations in each run else: the options of each
 * verb, as code; see decision 23. Fails when that code makes other options than picocli does. The arguments are the directory
 * of the classes, which has to be on the class path, one for the sources, for people to read, and the version of Java that the
 * classes are for.
 */
class PrepareVerbs {

    public static void main(String[] args) throws Exception {
        Path classes = Path.of(args[0]);
        Path sources = Path.of(args[1]);
        List<Method> verbs = verbs(classes);
        PreparedSource prepared = new PreparedSource();
        verbs.forEach(prepared::addVerb);
        delete(sources);
        for (Map.Entry<String, String> source : prepared.sources().entrySet()) {
            Path file = sources.resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
        }
        Path compiled = Files.createTempDirectory("latchkey-verbs");
        compile(sources, classes, compiled, args[2]);
        update(compiled, classes);
        delete(compiled);
        for (Method verb : verbs) {
            SameModel.require(verb, PreparedVerb.nameFor(verb.getDeclaringClass()));
        }
    }

    /** The methods that are commands. */
    private static List<Method> verbs(Path classes) throws IOException {
        return files(classes, ".class").stream()
                .filter(file -> !isPrepared(file))
                .map(file -> classes.relativize(file).toString().replace('/', '.').replaceFirst("\\.class$", ""))
                .flatMap(name -> Arrays.stream(load(name).getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Command.class))
                .toList();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PrepareVerbs.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("The classes are not on the class path", e);
        }
    }

    private static boolean isPrepared(Path file) {
        return file.getFileName().toString().startsWith(PreparedVerb.PREFIX);
    }

    private static void compile(Path sources, Path classes, Path compiled, String release) throws IOException {
        List<String> options = List.of(
                "-proc:none",
                "-Xlint:none",
                "--release",
                release,
                "-cp",
                classes + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                "-d",
                compiled.toString());
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        var manager = javac.getStandardFileManager(null, null, null);
        var files = manager.getJavaFileObjectsFromPaths(files(sources, ".java"));
        if (!javac.getTask(null, manager, null, options, null, files).call()) {
            throw new IOException("The prepared verbs do not compile");
        }
    }

    /** Leaves alone what is as before, so that the jar does too, and removes what is left of a verb. */
    private static void update(Path compiled, Path classes) throws IOException {
        Set<Path> all = new TreeSet<>();
        for (Path file : files(compiled, ".class")) {
            Path target = classes.resolve(compiled.relativize(file).toString());
            all.add(target);
            if (!Files.exists(target) || Files.mismatch(file, target) >= 0) {
                Files.write(target, Files.readAllBytes(file));
            }
        }
        for (Path file : files(classes, ".class")) {
            if (isPrepared(file) && !all.contains(file)) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> files(Path directory, String end) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(end)).sorted().collect(Collectors.toList());
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                all.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }
}
