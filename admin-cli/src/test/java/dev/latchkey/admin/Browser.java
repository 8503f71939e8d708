package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.AuthorizationCode.Grant;
import dev.latchkey.core.family.AuthorizationCode.Grantor;
import dev.latchkey.core.family.CodeOutcome.Redeemed;
import dev.latchkey.core.family.Pkce;
import dev.latchkey.core.family.Redemption;
import dev.latchkey.core.family.Restrictions;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.proof.Proofs;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.NewSession;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a server does when a user signs in with a browser. */
record Browser(Database database, Proofs proofs) {

    static final String REDIRECT_URI = "https://shop.example/callback";

    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    static Browser of(Database database, MasterKey masterKey) {
        byte[] key = Tokens.key(database, masterKey, KeyAlgorithm.HS256).secretKey();
        return new Browser(database, new Proofs(List.of(key)));
    }

    /** Signs in and allows a client everything; the session is {@code $SESSION}, the code {@code $CODE}. */
    Map<String, String> signIn(String username, String clientId, Scopes scopes) {
        return signIn(username, clientId, scopes, Duration.ZERO);
    }

    /** As {@link #signIn(String, String, Scopes)}, with a code of this age. */
    Map<String, String> signIn(String username, String clientId, Scopes scopes, Duration age) {
        return signIn(username, clientId, scopes, age, Targets.NONE);
    }

    /** As {@link #signIn(String, String, Scopes)}, for a resource. */
    Map<String, String> signIn(String username, String clientId, Scopes scopes, String resource) {
        Targets target = new Targets(database.requests().resources().findAll().stream()
                .filter(listed -> listed.resource().uri().equals(resource))
                .toList());
        return signIn(username, clientId, scopes, Duration.ZERO, target);
    }

    private Map<String, String> signIn(String username, String clientId, Scopes scopes, Duration age, Targets targets) {
        User user = database.users().findByUsername(new Username(username)).orElseThrow();
        Client client = database.clients().findByClientId(clientId).orElseThrow();
        int version = database.users()
                .findCredentials(new Username(username))
                .orElseThrow()
                .version();
        SessionReference session = database.sessionChanges()
                .begin(
                        new NewSession(
                                user.id(),
                                new NewSession.Proof(version, Amr.PASSWORD, false, Duration.ofHours(12)),
                                "192.0.2.7",
                                "Firefox"),
                        username,
                        null,
                        Attribution.of("server"))
                .orElseThrow();
        assertThat(database.consents().approve(session, client.id(), scopes, targets, Attribution.of("server")))
                .isTrue();
        Instant now = database.now().minus(age);
        var code = new AuthorizationCode(
                Ids.at(now),
                now,
                new Grantor(user.id(), session.id(), version, now, Amr.PASSWORD),
                new Grant(
                        client.id(),
                        REDIRECT_URI,
                        Pkce.challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
                                .orElseThrow(),
                        "n-0S6",
                        scopes,
                        null,
                        new Restrictions(targets.uris(), null)));
        return Map.of(
                "SESSION", session.id().toString(), "CODE", code.seal(proofs).orElseThrow());
    }

    /** Redeems a code for its client, as often as it is called; the family is {@code $REDEEMED}. */
    Map<String, String> redeem(String text) {
        return redeem(text, VERIFIER);
    }

    /** Redeems a code with this verifier. */
    Map<String, String> redeem(String text, String verifier) {
        AuthorizationCode code = AuthorizationCode.open(proofs, text).orElseThrow();
        var outcome = database.authorizationCodes()
                .redeem(
                        code,
                        new Redemption(
                                code.grant().clientId(),
                                REDIRECT_URI,
                                verifier,
                                true,
                                false,
                                Duration.ofDays(30),
                                Duration.ofDays(14)));
        return outcome instanceof Redeemed redeemed
                ? Map.of("REDEEMED", redeemed.family().id().toString())
                : Map.of();
    }
}
