package dev.latchkey.server.page;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The browsers that a person is signed in with. A button sends the {@link #SESSION} that is to end, or {@link
 * Form#DECISION} {@link #OTHERS}.
 *
 * @param back the URL of the account
 * @param sessions those that are shown, this browser first
 * @param areAll whether these are all; false when there are more
 */
public record SessionsPage(@Nullable Outcome outcome, Form form, String back, List<Session> sessions, boolean areAll)
        implements Page {

    public static final String SESSION = "session";
    public static final String OTHERS = "others";

    /** Copies the sessions, so that they cannot change. */
    public SessionsPage {
        sessions = List.copyOf(sessions);
    }

    /**
     * A browser that the person is signed in with.
     *
     * @param browser as people call it; null when unknown
     * @param system that the browser runs on; null when unknown
     * @param address where the sign-in came from; null when unknown
     * @param since when the sign-in was
     * @param seen the latest visit, to five minutes
     * @param own whether it is the browser that shows the page
     */
    public record Session(
            String id,
            @Nullable String browser,
            @Nullable String system,
            @Nullable String address,
            Instant since,
            Instant seen,
            boolean own) {

        String name(View view) {
            if (browser == null) {
                return system == null ? view.text(Text.UNKNOWN_BROWSER) : system;
            }
            return system == null ? browser : view.text(Text.BROWSER_ON, browser, system);
        }
    }

    boolean hasOthers() {
        return !areAll || sessions.stream().anyMatch(session -> !session.own());
    }
}
