package dev.latchkey.server.page;

import dev.latchkey.server.page.ConsentPage.Scope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clients that have access to the account. A button sends the {@link #APPLICATION} that is to lose it.
 *
 * @param back the URL of the account
 */
public record ApplicationsPage(@Nullable Outcome outcome, Form form, String back, List<Application> applications)
        implements Page {

    public static final String APPLICATION = "application";

    /** A page whose clients do not change any more. */
    public ApplicationsPage {
        applications = List.copyOf(applications);
    }

    /**
     * One of them.
     *
     * @param scopes what it may do
     * @param used when it last got a token; null when it has none
     */
    public record Application(
            String id,
            String name,
            List<Scope> scopes,
            Instant since,
            @Nullable Instant used) {

        /** One whose scopes do not change any more. */
        public Application {
            scopes = List.copyOf(scopes);
        }
    }
}
