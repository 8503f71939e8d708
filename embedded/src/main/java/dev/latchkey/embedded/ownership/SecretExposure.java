package dev.latchkey.embedded.ownership;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds secret files that other users of the machine can read. */
public final class SecretExposure {

    private SecretExposure() {}

    /**
     * Says what is wrong with the mode of a file with a secret, and how to mend it.
     *
     * @return empty when only the owner and the users that need it can read it, or there is no such file
     */
    public static Optional<String> of(Path file) {
        try {
            if (!Files.isRegularFile(file) || !FileOwnership.isKnownFor(file)) {
                return Optional.empty();
            }
            return find(file.toRealPath(), FileOwnership.Caller.current())
                    .map(others ->
                            others + " can read or change " + file + ", which holds a secret: run: chmod go= " + file);
        } catch (IOException e) {
            // Whether it can be read at all is found out where it is read.
            return Optional.empty();
        }
    }

    private static Optional<String> find(Path file, FileOwnership.Caller caller) throws IOException {
        FileOwnership ownership = FileOwnership.of(file);
        boolean othersPass = true;
        boolean groupPasses = true;
        for (Path parent = file.getParent(); parent != null; parent = parent.getParent()) {
            FileOwnership directory = FileOwnership.of(parent);
            othersPass &= directory.othersMayPass();
            groupPasses &= directory.groupMayPass(ownership.gid());
        }
        if (ownership.othersMayReadOrWrite() && othersPass) {
            return Optional.of("All users of this machine");
        }
        boolean group = ownership.groupMayReadOrWrite() && groupPasses && ownership.gid() != 0;
        if (!group || isNeeded(ownership, caller) || PrivateGroup.isOnlyOf(caller, ownership.gid())) {
            return Optional.empty();
        }
        return Optional.of("The group " + ownership.gid());
    }

    /** A file of root that a server reads through its group, as Kubernetes gives it. */
    private static boolean isNeeded(FileOwnership file, FileOwnership.Caller caller) {
        return file.uid() != caller.uid() && caller.isIn(file.gid());
    }
}
