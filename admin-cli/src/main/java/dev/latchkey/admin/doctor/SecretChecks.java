package dev.latchkey.admin.doctor;

import dev.latchkey.embedded.ownership.SecretExposure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks that only their owner and the server can read the files with secrets. */
final class SecretChecks {

    private static final String CHECK = "secret_files";

    private SecretChecks() {}

    /** The findings; empty when all is well. */
    static List<Finding> run(List<Path> files) {
        return files.stream()
                .distinct()
                .map(SecretExposure::of)
                .flatMap(Optional::stream)
                .map(fault -> Finding.warn(CHECK, fault))
                .toList();
    }
}
