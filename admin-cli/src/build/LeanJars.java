import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.ConstantInstruction;
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
 * Rewrites two jars for the AOT cache of the command; see decision 23.
 *
 * <ul>
 *   <li>picocli: gives its classes the version and the stack maps of a current Java. A cache leaves out classes that are
 *       older than Java 6, as picocli's are: they would be read and verified anew in every run. It also takes out the search
 *       for Groovy.
 *   <li>BouncyCastle: removes the signature and the packages that are not used. A cache leaves out classes of a signed jar,
 *       and verifying the signature of 6,000 files takes longer than a whole command. The signature matters only to the
 *       providers of other JDKs; Latchkey calls the Argon2 classes directly.
 * </ul>
 */
class LeanJars {

    /** What is left of BouncyCastle: what Argon2 needs, with room for its next versions. */
    private static final String[] USED = {
        "org/bouncycastle/asn1/", "org/bouncycastle/crypto/", "org/bouncycastle/math/", "org/bouncycastle/util/", "META-INF/LICENSE"
    };

    private static final String GROOVY = "groovy.lang.Closure";

    public static void main(String[] args) throws IOException {
        Path picocli = Path.of(args[0]);
        write(picocli, modern(read(picocli)));
        Path bouncyCastle = Path.of(args[1]);
        write(bouncyCastle, used(read(bouncyCastle)));
    }

    private static Map<String, byte[]> used(Map<String, byte[]> entries) {
        Map<String, byte[]> used = new LinkedHashMap<>();
        entries.forEach((name, bytes) -> {
            if (!name.endsWith("/") && startsWith(name, USED)) {
                used.put(name, bytes);
            }
        });
        return used;
    }

    private static boolean startsWith(String name, String... prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, byte[]> modern(Map<String, byte[]> entries) {
        ClassFile classes = classFile(entries);
        Map<String, byte[]> modern = new LinkedHashMap<>(entries);
        modern.replaceAll((name, bytes) ->
                name.startsWith("picocli/") && name.endsWith(".class") ? modern(classes, bytes) : bytes);
        return modern;
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
        ClassModel old = classes.parse(bytes);
        if (old.majorVersion() >= ClassFile.JAVA_17_VERSION) {
            // The jar is left of an earlier build.
            return bytes;
        }
        return classes.transformClass(old, (type, element) -> {
            switch (element) {
                case ClassFileVersion version -> type.withVersion(ClassFile.JAVA_17_VERSION, 0);
                case MethodModel method -> type.transformMethod(method, MethodTransform.transformingCode(LeanJars::lean));
                default -> type.with(element);
            }
        });
    }

    private static void lean(CodeBuilder code, CodeElement instruction) {
        if (instruction instanceof ConstantInstruction constant && GROOVY.equals(constant.constantValue())) {
            // A name with slashes is no name of a class: Java says so without opening every jar to look for it.
            code.loadConstant(GROOVY.replace('.', '/'));
        } else {
            code.with(instruction);
        }
    }

    private static Map<String, byte[]> read(Path jar) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile in = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                entries.put(entry.getName(), in.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    private static void write(Path jar, Map<String, byte[]> entries) throws IOException {
        Path draft = jar.resolveSibling("lean.new");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(draft))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry copy = new ZipEntry(entry.getKey());
                copy.setTime(Files.getLastModifiedTime(jar).toMillis());
                out.putNextEntry(copy);
                out.write(entry.getValue());
            }
        }
        Files.move(draft, jar, StandardCopyOption.REPLACE_EXISTING);
    }
}
