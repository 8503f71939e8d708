package dev.latchkey.embedded.ownership;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Refuses a directory whose files would be run or believed, when a user other than root and the user of this process
 * could have put them there.
 */
public final class TrustedDirectory {

    private final Path directory;
    private final FileOwnership.Caller caller;

    /** Whether others can come to what is in the directory. If not, the modes of its files do not matter. */
    private final boolean passable;

    private TrustedDirectory(Path directory) throws IOException {
        this.directory = directory;
        this.caller = FileOwnership.Caller.current();
        FileOwnership ownership = FileOwnership.of(directory);
        this.passable = ownership.groupMayPass(ownership.gid());
    }

    /**
     * Checks a directory, what is in it, and the directories that it is in.
     *
     * @param directory its real path, without symbolic links
     * @throws UnusableHomeException when others may change it; the message says how to mend it
     */
    public static void require(Path directory) throws IOException {
        if (!FileOwnership.isKnownFor(directory)) {
            return;
        }
        TrustedDirectory checked = new TrustedDirectory(directory);
        checked.requireParents();
        checked.requireOwn(FileOwnership.of(directory), true);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                checked.requireEntry(entry);
            }
        }
    }

    /**
     * Checks the symbolic links by which a directory is named: another user who could exchange one of them could have
     * another directory used at the next start.
     *
     * @param named a directory that is there, as a setting names it
     * @throws UnusableHomeException as above
     */
    public static void requireLinks(Path named) throws IOException {
        if (!FileOwnership.isKnownFor(named)) {
            return;
        }
        Path reached = named.toAbsolutePath().getRoot();
        Deque<Path> rest = new ArrayDeque<>();
        named.toAbsolutePath().forEach(rest::add);
        while (!rest.isEmpty()) {
            // Without links so far, so that ".." is the directory that it is in.
            Path next = reached.resolve(rest.remove()).normalize();
            if (Files.isSymbolicLink(next)) {
                requireLink(next);
                Path target = Files.readSymbolicLink(next);
                List<Path> names = new ArrayList<>();
                target.forEach(names::add);
                names.reversed().forEach(rest::addFirst);
                next = target.isAbsolute() ? target.getRoot() : reached;
            }
            reached = next;
        }
    }

    private static void requireLink(Path link) throws IOException {
        TrustedDirectory checked = new TrustedDirectory(link);
        FileOwnership ownership = FileOwnership.of(link, LinkOption.NOFOLLOW_LINKS);
        if (!ownership.belongsTo(checked.caller) && !ownership.isForArbitraryUser(checked.caller)) {
            throw checked.foreign(ownership);
        }
        checked.requireParents();
    }

    private void requireParents() throws IOException {
        for (Path parent = directory.getParent(); parent != null; parent = parent.getParent()) {
            requireParent(FileOwnership.of(parent));
        }
    }

    /** A symbolic link counts by its owner, and by what it leads to. */
    private void requireEntry(Path entry) throws IOException {
        FileOwnership link = FileOwnership.of(entry, LinkOption.NOFOLLOW_LINKS);
        if (!link.belongsTo(caller) && !link.isForArbitraryUser(caller)) {
            throw foreign(link);
        }
        if (Files.exists(entry)) {
            requireOwn(FileOwnership.of(entry), passable);
        }
    }

    private void requireOwn(FileOwnership file, boolean reachable) {
        boolean arbitraryUser = file.isForArbitraryUser(caller);
        if (!file.belongsTo(caller) && !arbitraryUser) {
            throw foreign(file);
        }
        if (reachable && (file.othersMayWrite() || (file.groupMayWrite() && !arbitraryUser))) {
            throw new UnusableHomeException("Other users may write to " + file.file() + " (mode "
                    + file.modeInWords()
                    + "), and Latchkey would run or trust what they put there: make sure that nothing"
                    + " in it is theirs, then run: chmod -R go-w " + directory);
        }
    }

    private void requireParent(FileOwnership parent) {
        boolean arbitraryUser = parent.isForArbitraryUser(caller);
        if (!parent.belongsTo(caller) && !arbitraryUser) {
            throw new UnusableHomeException("The directory " + parent.file() + " belongs to " + parent.owner()
                    + ", who could exchange " + directory + " in it: set LATCHKEY_HOME to a directory elsewhere, or run"
                    + " Latchkey as that user.");
        }
        // In a sticky directory, such as /tmp, only the owner of an entry can rename it.
        boolean groupMayWrite = parent.groupMayWrite()
                && !arbitraryUser
                && parent.gid() != 0
                && !PrivateGroup.isOnlyOf(caller, parent.gid());
        if (!parent.isSticky() && (parent.othersMayWrite() || groupMayWrite)) {
            throw new UnusableHomeException("Other users may write to " + parent.file() + " (mode "
                    + parent.modeInWords() + "), so that they could exchange " + directory + " in it: run: chmod go-w "
                    + parent.file() + ", or set LATCHKEY_HOME to a directory elsewhere.");
        }
    }

    private UnusableHomeException foreign(FileOwnership file) {
        return new UnusableHomeException(file.file() + " belongs to " + file.owner() + ", and Latchkey, run by "
                + caller.name() + ", would run or trust what that user put there: run Latchkey as " + file.owner()
                + ", or set LATCHKEY_HOME to a directory of your own. If it is yours, run: chown -R " + caller.uid()
                + " " + directory);
    }
}
