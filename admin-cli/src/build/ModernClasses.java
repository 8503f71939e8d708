import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of a jar the version and the stack maps of a current Java. An AOT cache leaves out classes that are
 * older than Java 6, as picocli's are: they would be read and verified anew in every run.
 */
class ModernClasses {

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile in = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                entries.put(entry.getName(), in.getInputStream(entry).readAllBytes());
            }
        }
        Path draft = jar.resolveSibling("modern.new");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(draft))) {
            ClassFile classes = classFile(entries);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                boolean old = entry.getKey().startsWith("picocli/") && entry.getKey().endsWith(".class");
                ZipEntry copy = new ZipEntry(entry.getKey());
                copy.setTime(Files.getLastModifiedTime(jar).toMillis());
                out.putNextEntry(copy);
                out.write(old ? modern(classes, entry.getValue()) : entry.getValue());
            }
        }
        Files.move(draft, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ClassFile classFile(Map<String, byte[]> entries) {
        var ours = ClassHierarchyResolver.ofResourceParsing(type -> {
            String name = type.descriptorString().substring(1, type.descriptorString().length() - 1) + ".class";
            byte[] bytes = entries.get(name);
            return bytes == null ? null : new ByteArrayInputStream(bytes);
        });
        return ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(ours.orElse(ClassHierarchyResolver.defaultResolver())));
    }

    private static byte[] modern(ClassFile classes, byte[] bytes) {
        ClassTransform everyInstruction = ClassTransform.transformingMethodBodies((code, instruction) -> code.with(instruction));
        return classes.transformClass(classes.parse(bytes), everyInstruction.andThen((type, element) -> {
            if (element instanceof ClassFileVersion) {
                type.withVersion(ClassFile.JAVA_17_VERSION, 0);
            } else {
                type.with(element);
            }
        }));
    }
}
