package dev.latchkey.bench;

import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.Pkce;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Secrets;
import dev.latchkey.core.proof.Proofs;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.NewSession;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/** Authorization codes as the server makes them, of one session whose user has allowed the client everything. */
final class Codes {

    static final String VERIFIER = Secrets.text(32);

    private static final byte[] CHALLENGE =
            Pkce.challenge(Pkce.challengeOf(VERIFIER)).orElseThrow();

    private static final Scopes SCOPES = Scopes.parse(Browser.SCOPE);

    private final InstantSource clock = InstantSource.system();
    private final Proofs proofs;
    private final LiveSession session;
    private final UUID clientId;

    private Codes(Proofs proofs, LiveSession session, UUID clientId) {
        this.proofs = proofs;
        this.session = session;
        this.clientId = clientId;
    }

    /** Begins the session. The credentials of the user have not changed yet. */
    static Codes of(Database database, Proofs proofs, UUID userId, UUID clientId) {
        var proof = new NewSession.Proof(0, Amr.PASSWORD, false, Duration.ofHours(12));
        SessionReference begun = database.sessions()
                .begin(new NewSession(userId, proof, "127.0.0.1", "bench"))
                .orElseThrow();
        database.consents().approve(begun, clientId, SCOPES, Attribution.of("bench"));
        return new Codes(proofs, database.sessions().visit(begun, clientId).orElseThrow(), clientId);
    }

    /** Another code, issued now. */
    String next() {
        Instant now = clock.instant();
        var grantor = new AuthorizationCode.Grantor(
                session.userId(),
                session.reference().id(),
                session.credentialVersion(),
                session.authTime(),
                session.amr());
        var grant =
                new AuthorizationCode.Grant(clientId, Browser.REDIRECT_URI, CHALLENGE, Secrets.text(16), SCOPES, null);
        return new AuthorizationCode(Ids.at(now), now, grantor, grant)
                .seal(proofs)
                .orElseThrow();
    }
}
