package dev.latchkey.embedded.ownership;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Owner, group and mode of a file, as the operating system has them.
 *
 * @param mode the permission bits, with the sticky bit
 */
record FileOwnership(Path file, long uid, long gid, int mode) {

    private static final int STICKY = 01000;
    private static final int GROUP_READ = 040;
    private static final int GROUP_WRITE = 020;
    private static final int GROUP_SEARCH = 010;
    private static final int OTHERS_READ = 04;
    private static final int OTHERS_WRITE = 02;
    private static final int OTHERS_SEARCH = 01;

    static FileOwnership of(Path file, LinkOption... options) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,gid,mode", options);
        return new FileOwnership(
                file, number(attributes, "uid"), number(attributes, "gid"), (int) number(attributes, "mode") & 01777);
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) Objects.requireNonNull(attributes.get(name))).longValue();
    }

    /** The user and the groups of this process. */
    record Caller(long uid, String name, long gid, Set<Long> groups) {

        static Caller current() {
            UnixSystem system = new UnixSystem();
            Set<Long> groups = Arrays.stream(system.getGroups()).boxed().collect(Collectors.toSet());
            return new Caller(system.getUid(), String.valueOf(system.getUsername()), system.getGid(), groups);
        }

        boolean isIn(long group) {
            return group == gid || groups.contains(group);
        }
    }

    boolean belongsTo(Caller caller) {
        return uid == 0 || uid == caller.uid();
    }

    /**
     * Whether it is shared by the group of root with a container that runs under an arbitrary user id, as OpenShift has it:
     * images prepare their directories for that group, which no ordinary user is in.
     */
    boolean isForArbitraryUser(Caller caller) {
        return caller.uid() != 0 && caller.gid() == 0 && gid == 0;
    }

    boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    boolean groupMayWrite() {
        return (mode & GROUP_WRITE) != 0;
    }

    boolean othersMayWrite() {
        return (mode & OTHERS_WRITE) != 0;
    }

    boolean groupMayReadOrWrite() {
        return (mode & (GROUP_READ | GROUP_WRITE)) != 0;
    }

    boolean othersMayReadOrWrite() {
        return (mode & (OTHERS_READ | OTHERS_WRITE)) != 0;
    }

    boolean groupMayPass(long group) {
        return othersMayPass() || (gid == group && (mode & GROUP_SEARCH) != 0);
    }

    boolean othersMayPass() {
        return (mode & OTHERS_SEARCH) != 0;
    }

    /** {@code rwxr-x---}. */
    String modeInWords() {
        String all = "rwxrwxrwx";
        return IntStream.range(0, all.length())
                .mapToObj(i -> (mode & (0400 >> i)) == 0 ? "-" : all.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    /** The name of the owner, or the number where it has none. */
    String owner() {
        try {
            return Files.getOwner(file).getName();
        } catch (IOException | UnsupportedOperationException e) {
            return Long.toString(uid);
        }
    }

    /** Whether files here have owners and modes at all. */
    static boolean isKnownFor(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix");
    }
}
