package dev.latchkey.server.browser;

import dev.latchkey.core.factor.FactorChanges;
import dev.latchkey.core.session.BrowserSessions;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.key.KeyDirectory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The session of the browser that sends a request. */
public final class CurrentSession {

    /** How many cookies are looked up: with a plain http issuer, other programs of the machine can set some too. */
    private static final int MOST = 3;

    private final Cookies cookies;
    private final KeyDirectory keys;
    private final BrowserSessions sessions;

    public CurrentSession(Cookies cookies, KeyDirectory keys, BrowserSessions sessions) {
        this.cookies = cookies;
        this.keys = keys;
        this.sessions = sessions;
    }

    /**
     * Finds the session. Asks the database only when the request has a cookie that this server made.
     *
     * @param clientId whose consent to read along; null for none
     * @return empty when the browser has no live session
     * @throws dev.latchkey.core.connection.UnavailableException when the key that may have made the cookie cannot be
     *     opened
     */
    public Optional<LiveSession> find(HttpServletRequest request, @Nullable UUID clientId) {
        return cookies.read(Cookies.Name.SESSION, request)
                .flatMap(value -> keys.recognise(proofs -> SessionCookie.read(proofs, value)).stream())
                .distinct()
                .limit(MOST)
                .flatMap(reference -> sessions.visit(reference, clientId).stream())
                .findFirst();
    }

    /** Whether the user signed in within the last five minutes, which changes of the account require. */
    public static boolean isRecent(LiveSession session) {
        return session.isSignedInWithin(FactorChanges.RECENT);
    }

    /**
     * Sets the session cookie, which replaces the former one.
     *
     * @param lifetime for how long the browser keeps the cookie; null until it is closed
     */
    public void write(SessionReference session, @Nullable Duration lifetime, HttpServletResponse response) {
        cookies.write(Cookies.Name.SESSION, SessionCookie.write(keys.proofs(), session), lifetime, response);
    }

    /** Takes the cookie from the browser; the session itself goes on. */
    public void clear(HttpServletResponse response) {
        cookies.write(Cookies.Name.SESSION, "", Duration.ZERO, response);
    }
}
