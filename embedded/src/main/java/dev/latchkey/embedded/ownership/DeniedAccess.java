package dev.latchkey.embedded.ownership;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says whose a file is that the operating system did not let this process use. */
public final class DeniedAccess {

    private DeniedAccess() {}

    /** One sentence without a full stop: the owner, the user of this process, and what to do. */
    public static String words(AccessDeniedException denied) {
        Path file = Path.of(String.valueOf(denied.getFile())).toAbsolutePath();
        FileOwnership found = FileOwnership.isKnownFor(file) ? nearest(file) : null;
        if (found == null) {
            return "this user may not use " + file;
        }
        FileOwnership.Caller caller = FileOwnership.Caller.current();
        if (found.uid() == caller.uid()) {
            return caller.name() + " owns " + found.file() + " and may not use it (mode " + found.modeInWords()
                    + "): run: chmod u+rwX " + found.file();
        }
        return found.file() + " belongs to " + found.owner() + ", and Latchkey, run by " + caller.name()
                + ", may not use it: run Latchkey as " + found.owner()
                + ", or set LATCHKEY_HOME to a directory of your own";
    }

    /** The file, or the directory nearest to it of which this process may know the owner. */
    private static @Nullable FileOwnership nearest(Path file) {
        for (Path there = file; there != null; there = there.getParent()) {
            try {
                return FileOwnership.of(there);
            } catch (IOException e) {
                // It is not there, or hidden: its directory says why.
            }
        }
        return null;
    }
}
