package dev.latchkey.core.family;

import dev.latchkey.core.jdbc.Ids;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A live token family, with what a token of it says.
 *
 * @param scopes what was granted at the sign-in and the user still has; those of OpenID Connect no user has or lacks
 * @param groups the names of the user's groups, sorted, if the scope {@link Scopes#GROUPS} was granted; else none
 * @param generation of the newest refresh token
 * @param expiresAt when the family ends, however often it is refreshed
 * @param statusIndex by which Status Lists tell that it was revoked; null in a family that began before there were any
 *     and was not refreshed since
 * @param browser null in a family that began without a browser
 * @param restrictions for what, and with which key, its tokens are good
 */
public record Family(
        UUID id,
        UUID clientId,
        UUID userId,
        String username,
        Scopes scopes,
        List<String> groups,
        int generation,
        Instant expiresAt,
        @Nullable Long statusIndex,
        @Nullable BrowserSignIn browser,
        Restrictions restrictions) {

    /** When it began or, if a user had to allow it, when that was asked; by the database's clock, to the millisecond. */
    public Instant begunAt() {
        return Ids.time(id);
    }

    /** The same family for an access token that is for some of its resources only. */
    public Family forResources(List<String> resources) {
        return new Family(
                id,
                clientId,
                userId,
                username,
                scopes,
                groups,
                generation,
                expiresAt,
                statusIndex,
                browser,
                new Restrictions(resources, restrictions.jkt()));
    }

    Family withStatusIndex(long index) {
        return new Family(
                id, clientId, userId, username, scopes, groups, generation, expiresAt, index, browser, restrictions);
    }
}
