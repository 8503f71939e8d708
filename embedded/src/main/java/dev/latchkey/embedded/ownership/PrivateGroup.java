package dev.latchkey.embedded.ownership;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Finds out whether a group has no other member than the user whose group it is, as on systems with umask 002. */
final class PrivateGroup {

    private static final Path GROUPS = Path.of("/etc/group");
    private static final Path USERS = Path.of("/etc/passwd");

    private PrivateGroup() {}

    /** Whether this is the caller's own group, and the caller's alone. In doubt it is not. */
    static boolean isOnlyOf(FileOwnership.Caller caller, long gid) {
        try {
            return gid == caller.gid()
                    && lines(GROUPS)
                            .filter(group -> group.length > 2 && group[2].equals(Long.toString(gid)))
                            .allMatch(group -> group[0].equals(caller.name())
                                    && (group.length < 4
                                            || List.of("", caller.name()).contains(group[3])))
                    && lines(USERS)
                            .filter(user -> user.length > 3 && user[3].equals(Long.toString(gid)))
                            .allMatch(user -> user[0].equals(caller.name()));
        } catch (IOException e) {
            return false;
        }
    }

    private static Stream<String[]> lines(Path file) throws IOException {
        return Arrays.stream(Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1))
                .map(line -> line.split(":", -1));
    }
}
