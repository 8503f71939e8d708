package dev.latchkey.server.browser;

import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.core.proof.Proofs;
import dev.latchkey.core.session.SessionReference;
import java.util.Optional;

/**
 * The value of the session cookie: version, id and generation of the session, and a MAC. So a forged cookie is refused
 * without asking the database, and the database has nothing that makes one.
 */
public final class SessionCookie {

    private SessionCookie() {}

    /** The value for a session. */
    public static String write(Proofs proofs, SessionReference session) {
        return proofs.mac(Label.SESSION, new Fields().id(session.id()).number(session.generation()), new Fields());
    }

    /** Reads a value. Empty when this server did not make it. The database tells whether the session is still live. */
    public static Optional<SessionReference> read(Proofs proofs, String value) {
        return proofs.verify(
                Label.SESSION, value, new Fields(), fields -> new SessionReference(fields.id(), fields.number()));
    }
}
