import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Leaves out of libraries what a start would pay for; see decision 22 for why nothing is lost.
 *
 * <ul>
 *   <li>Signatures, which Java verifies each time, and which keep all classes of a jar out of an AOT cache.
 *   <li>Of manifests what neither Java nor a library needs. Java parses the manifest of each jar that a cache has classes of,
 *       before the program begins.
 *   <li>Of classes for several versions of Java all but those for this one. A cache takes only those where all Javas look.
 *   <li>Native code is put beside the jars too; else each start would unpack it. So are PostgreSQL's programs, as a link to
 *       where the build has them.
 * </ul>
 */
class LeanLibraries {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private static final List<Name> READ = List.of(
            Name.CLASS_PATH,
            Name.IMPLEMENTATION_TITLE,
            Name.IMPLEMENTATION_VERSION,
            new Name("Automatic-Module-Name"),
            // By these, scanners know libraries.
            new Name("Bundle-SymbolicName"),
            new Name("Implementation-Vendor-Id"));

    /**
     * The arguments are a program, whose libraries lie beside it, the version of Java that it is for, and the directory of
     * PostgreSQL's programs.
     */
    public static void main(String[] args) throws IOException {
        Path program = Path.of(args[0]);
        Set<String> libraries;
        try (JarFile jar = new JarFile(program.toFile())) {
            String all = jar.getManifest().getMainAttributes().getValue(Name.CLASS_PATH);
            libraries = Set.of(all.split(" "));
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(program.resolveSibling("."), "*.jar")) {
            for (Path jar : jars) {
                String name = jar.getFileName().toString();
                if (!libraries.contains(name) && !Files.isSameFile(jar, program)) {
                    // What an earlier build left would be packed.
                    Files.delete(jar);
                } else if (!name.startsWith("latchkey")) {
                    lean(jar, Integer.parseInt(args[1]));
                }
            }
        }
        Path postgres = program.resolveSibling("postgresql");
        if (!Files.exists(postgres)) {
            Files.deleteIfExists(postgres);
            Path lib = postgres.getParent().toRealPath();
            Files.createSymbolicLink(postgres, lib.relativize(Path.of(args[2]).toRealPath()));
        }
    }

    private static void lean(Path jar, int release) throws IOException {
        FileTime built = Files.getLastModifiedTime(jar);
        try (FileSystem inside = FileSystems.newFileSystem(jar)) {
            Path directory = inside.getPath("META-INF");
            if (!Files.isDirectory(directory)) {
                return;
            }
            try (DirectoryStream<Path> signatures = Files.newDirectoryStream(directory, "*.{SF,RSA,DSA,EC}")) {
                for (Path signature : signatures) {
                    Files.delete(signature);
                }
            }
            for (Path library : files(inside.getPath("/"), ".*\\.(so|dylib)")) {
                unpack(library, jar.resolveSibling(library.getFileName().toString()));
            }
            choose(inside, directory.resolve("versions"), release);
            Path manifest = inside.getPath(MANIFEST);
            if (Files.exists(manifest)) {
                shorten(manifest);
            }
        }
        Files.setLastModifiedTime(jar, built);
    }

    /** It stays in the jar, for a program that is started without our launcher. */
    private static void unpack(Path library, Path place) throws IOException {
        FileTime built = Files.getLastModifiedTime(library);
        if (Files.notExists(place) || !built.equals(Files.getLastModifiedTime(place))) {
            Files.copy(library, place, StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(place, built);
        }
    }

    private static void choose(FileSystem inside, Path versions, int release) throws IOException {
        for (int version = 9; version <= release; version++) {
            Path newer = versions.resolve(Integer.toString(version));
            if (Files.isDirectory(newer)) {
                // Of META-INF there are no versions.
                for (Path file : files(newer, "(?!META-INF/).*")) {
                    Path place = inside.getPath("/").resolve(newer.relativize(file).toString());
                    Files.createDirectories(place.getParent());
                    Files.move(file, place, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static List<Path> files(Path directory, String pattern) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> directory.relativize(file).toString().matches(pattern))
                    .toList();
        }
    }

    private static void shorten(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        Attributes attributes = new Manifest(new ByteArrayInputStream(all)).getMainAttributes();
        Manifest lean = new Manifest();
        lean.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
        for (Name name : READ) {
            if (attributes.containsKey(name)) {
                lean.getMainAttributes().put(name, attributes.get(name));
            }
        }
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        lean.write(rest);
        if (!Arrays.equals(all, rest.toByteArray())) {
            FileTime built = Files.getLastModifiedTime(file);
            Files.write(file, rest.toByteArray());
            Files.setLastModifiedTime(file, built);
        }
    }
}
