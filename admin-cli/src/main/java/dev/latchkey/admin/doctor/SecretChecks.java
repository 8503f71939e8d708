package dev.latchkey.admin.doctor;

import dev.latchkey.embedded.ownership.SecretExposure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether the files with secrets are readable by those only who need them. */
final class SecretChecks {

    private static final String CHECK = "secret_files";

    private SecretChecks() {}

    /** What is wrong; nothing when there is nothing to tell. */
    static List<Finding> run(List<Path> files) {
        return files.stream()
                .distinct()
                .map(SecretExposure::of)
                .flatMap(Optional::stream)
                .map(fault -> Finding.warn(CHECK, fault))
                .toList();
    }
}
