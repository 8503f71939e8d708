package dev.latchkey.admin.user.imports;

import dev.latchkey.admin.terminal.Terminal;
import java.util.Locale;

/** A line that tells how far an import is, on a terminal only. */
final class ProgressBar {

    private static final int WIDTH = 30;

    private final Terminal terminal;
    private final long totalBytes;
    private int shownPermille = -1;

    ProgressBar(Terminal terminal, long totalBytes) {
        this.terminal = terminal;
        this.totalBytes = totalBytes;
    }

    void at(long bytes, long users) {
        int permille = totalBytes <= 0 ? 0 : (int) Math.min(1000, bytes * 1000 / totalBytes);
        if (terminal.showsWords() && permille != shownPermille) {
            shownPermille = permille;
            int done = permille * WIDTH / 1000;
            terminal.redraw("[" + "#".repeat(done) + " ".repeat(WIDTH - done) + "] "
                    + String.format(Locale.ROOT, "%3d%%  %,d users", permille / 10, users));
        }
    }

    void end() {
        if (shownPermille >= 0) {
            terminal.redraw("");
        }
    }
}
