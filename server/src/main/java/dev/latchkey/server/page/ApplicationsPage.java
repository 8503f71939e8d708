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

    /** Copies the clients, so that they cannot change. */
    public ApplicationsPage {
        applications = List.copyOf(applications);
    }

    /**
     * A client with access.
     *
     * @param scopes what it may do
     * @param resources the APIs that it may use, as URIs; empty when it named none
     * @param since when the user first allowed it
     * @param used when it last got a token; null when it has none
     */
    public record Application(
            String id,
            String name,
            List<Scope> scopes,
            List<String> resources,
            Instant since,
            @Nullable Instant used) {

        /** Copies the lists, so that they cannot change. */
        public Application {
            scopes = List.copyOf(scopes);
            resources = List.copyOf(resources);
        }
    }
}
