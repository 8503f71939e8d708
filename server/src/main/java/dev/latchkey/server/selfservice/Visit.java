package dev.latchkey.server.selfservice;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.Outcome;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request of a signed-in user for a page of the account.
 *
 * @param outcome of the change that led here; null when none did
 */
record Visit(
        Destination at,
        LiveSession live,
        @Nullable Outcome outcome,
        HttpServletRequest http,
        HttpServletResponse response) {

    UUID userId() {
        return live.userId();
    }

    /** Who makes a change, as for a user with an access token. */
    Attribution by() {
        return Attribution.of("user:" + live.username()).onPageIn(language().tag());
    }

    /** The language of the page. */
    Language language() {
        return Language.of(null, http);
    }

    /** For how long the browser keeps the cookie of the session, which ends when it would have ended. */
    @Nullable
    Duration lifetime() {
        return live.remembered() ? Duration.between(live.now(), live.expiresAt()) : null;
    }
}
