package dev.latchkey.server.browser;

import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.core.proof.Proofs;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The parameter {@code lk} that a successful sign-in adds to the URL of its authorization request: it satisfies
 * {@code prompt=login} and any {@code max_age} of that request, so that those do not ask again and again. It is bound to the
 * session, its generation and the query, and proves nothing to another browser.
 */
public final class SignedInMark {

    /** The name of the parameter. */
    public static final String PARAMETER = "lk";

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private SignedInMark() {}

    /**
     * The value after a sign-in.
     *
     * @param query of the authorization request, without this parameter
     */
    public static String write(Proofs proofs, SessionReference session, String query, Instant now) {
        return proofs.mac(Label.SIGNED_IN, new Fields().time(now), bound(session, query));
    }

    /** Whether the user of this session has signed in for this request within the last ten minutes. */
    public static boolean isGood(Proofs proofs, SessionReference session, String query, Instant now, String value) {
        return proofs.verify(Label.SIGNED_IN, value, bound(session, query), fields -> fields.time())
                .filter(issuedAt -> now.isBefore(issuedAt.plus(LIFETIME)))
                .isPresent();
    }

    /**
     * The URL of a step: a path of this server with the query of the authorization request.
     *
     * @param query empty when there is none
     * @param mark null when there is none
     */
    public static String url(String path, String query, @Nullable String mark) {
        if (query.isEmpty()) {
            return path;
        }
        return path + "?" + query + (mark == null ? "" : "&" + PARAMETER + "=" + Parameters.encode(mark));
    }

    private static Fields bound(SessionReference session, String query) {
        return new Fields().id(session.id()).number(session.generation()).bytes(FormPlace.digest(query));
    }
}
