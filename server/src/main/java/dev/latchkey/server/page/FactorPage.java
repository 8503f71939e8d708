package dev.latchkey.server.page;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The passkeys, the authenticator app and the recovery codes of a signed-in user. {@link Form#DECISION} is {@link #ADD},
 * {@link #CODES} or {@link #REMOVE}; a button sends the {@link #PASSKEY} that is to be removed; the script sends a new one.
 *
 * @param outcome of the change that led here; null when none did
 * @param back the URL of the account
 * @param since when the app was added; null when there is none
 * @param codesLeft how many recovery codes are unused
 * @param offered whether factors may be added
 * @param passkeys the oldest first
 * @param passkey asks for a new one; null when none can be added
 * @param program the name that a new one is offered; may be empty
 */
public record FactorPage(
        @Nullable Outcome outcome,
        Form form,
        String back,
        @Nullable Instant since,
        int codesLeft,
        boolean offered,
        List<Passkey> passkeys,
        @Nullable PasskeyRequest passkey,
        String program)
        implements Page {

    public static final String ADD = "begin";
    public static final String CODES = "codes";
    public static final String REMOVE = "remove";

    /** As {@link #REMOVE}, or with a {@link #PASSKEY} the removal of that, by a user who was asked. */
    public static final String REMOVE_LAST = "remove-last";

    public static final String PASSKEY = "remove-passkey";
    public static final String NAME = "name";

    /** Copies the passkeys, so that they cannot change. */
    public FactorPage {
        passkeys = List.copyOf(passkeys);
    }

    /**
     * A passkey of the user.
     *
     * @param used the latest sign-in with it; null for none
     */
    public record Passkey(
            String id, String name, Instant since, @Nullable Instant used) {}

    @Override
    public boolean hasScript() {
        return passkey != null;
    }

    /** Whether there is anything to say about passkeys. */
    boolean showsPasskeys() {
        return passkey != null || !passkeys.isEmpty();
    }

    boolean hasAny() {
        return since != null || !passkeys.isEmpty();
    }
}
