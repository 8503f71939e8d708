import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Leaves the signatures out of jars. Java verifies them at each start, and keeps no class of a signed jar in an AOT cache.
 * See decision 22 for why nothing is lost.
 */
class WithoutSignatures {

    public static void main(String[] args) throws IOException {
        for (String arg : args) {
            Path jar = Path.of(arg);
            Path draft = jar.resolveSibling("unsigned.new");
            try (ZipFile in = new ZipFile(jar.toFile());
                    ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(draft))) {
                for (ZipEntry entry : Collections.list(in.entries())) {
                    if (!entry.getName().matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)")) {
                        ZipEntry copy = new ZipEntry(entry.getName());
                        copy.setTime(entry.getTime());
                        out.putNextEntry(copy);
                        in.getInputStream(entry).transferTo(out);
                    }
                }
            }
            Files.move(draft, jar, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
