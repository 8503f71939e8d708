package dev.latchkey.server.page;

import java.util.List;

/**
 * Shows recovery codes, once.
 *
 * @param next the URL that goes on, a path of this server
 */
public record RecoveryCodesPage(List<String> codes, String next) implements Page {

    /** Copies the that, so that they cannot change. */
    public RecoveryCodesPage {
        codes = List.copyOf(codes);
    }

    /** Leaves the codes out. */
    @Override
    public String toString() {
        return "RecoveryCodesPage[" + next + "]";
    }
}
