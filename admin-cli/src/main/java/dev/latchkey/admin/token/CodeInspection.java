package dev.latchkey.admin.token;

import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.token.HmacKeys.Made;
import dev.latchkey.core.Database;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.FamilyListing;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.proof.Proofs;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.SessionListing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An authorization code: the seal, whether it was redeemed, its age, and whether what it depends on is still there. */
final class CodeInspection {

    private final Database database;
    private final Supplier<MasterKey> masterKey;

    CodeInspection(Database database, Supplier<MasterKey> masterKey) {
        this.database = database;
        this.masterKey = masterKey;
    }

    Inspection inspect(String text) {
        List<AuthorizationCode> opened = new ArrayList<>();
        Made made = HmacKeys.read(database, masterKey).check(keys -> {
            AuthorizationCode.open(new Proofs(keys), text).ifPresent(opened::add);
            return !opened.isEmpty();
        });
        return opened.isEmpty() ? sealed(made) : inspect(opened.getFirst(), made);
    }

    /** Nothing in it can be read. */
    private static Inspection sealed(Made made) {
        return Inspection.opaque("authorization_code", made.words(), true, made.words(), Optional.empty());
    }

    /** What a code depends on, as it is now. */
    private record State(
            Optional<User> user,
            Optional<Client> client,
            Optional<SessionListing> session,
            Optional<FamilyListing> family) {}

    private Inspection inspect(AuthorizationCode code, Made made) {
        var state = new State(
                database.users().find(code.grantor().userId()),
                Lookup.clientById(database, code.grant().clientId()),
                Lookup.sessionById(database, code.grantor().sessionId()),
                Lookup.familyById(database, code.familyId()));
        String refusal = refusal(code, state);
        return new Inspection(
                "authorization_code",
                refusal == null ? acceptance(code) : refusal,
                refusal != null,
                made.words(),
                code.grantor().userId().toString(),
                state.user().map(User::username).orElse(null),
                state.user().map(user -> user.status().toString()).orElse("deleted"),
                state.client().map(Client::clientId).orElse(null),
                Inspection.statusOf(state.client()),
                List.copyOf(code.grant().scopes().tokens()),
                code.issuedAt(),
                code.expiresAt(),
                code.familyId(),
                state.family().map(Inspection::statusOf).orElse("unknown"),
                null,
                state.family().map(FamilyListing::generation).orElse(null),
                null,
                claims(code));
    }

    private static Map<String, @Nullable Object> claims(AuthorizationCode code) {
        Map<String, @Nullable Object> claims = new LinkedHashMap<>();
        claims.put("session", code.grantor().sessionId().toString());
        claims.put("auth_time", code.grantor().authTime().getEpochSecond());
        claims.put("amr", Amr.names(code.grantor().amr()));
        claims.put("pkce", code.grant().challenge() == null ? "none" : "S256");
        if (code.grant().nonce() != null) {
            claims.put("nonce", code.grant().nonce());
        }
        if (code.grant().claims() != null) {
            claims.put("claims", code.grant().claims());
        }
        if (!code.grant().restrictions().resources().isEmpty()) {
            claims.put("resource", code.grant().restrictions().resources());
        }
        return claims;
    }

    private String acceptance(AuthorizationCode code) {
        return "It was issued " + age(code) + " ago and not redeemed yet, and is good until " + code.expiresAt()
                + " together with the redirect URI of its request"
                + (code.grant().challenge() == null ? "." : " and the verifier of its challenge.");
    }

    private String age(AuthorizationCode code) {
        return Math.max(0, Duration.between(code.issuedAt(), database.now()).toSeconds()) + "s";
    }

    private @Nullable String refusal(AuthorizationCode code, State state) {
        if (state.family().isPresent()) {
            return redeemed(state.family().get());
        }
        Instant expiry = code.expiresAt();
        if (!database.now().isBefore(expiry)) {
            return "It was issued " + age(code) + " ago and expired at " + expiry + "; no token family began with it.";
        }
        String refusal = client(code, state.client());
        return refusal != null ? refusal : signIn(code, state);
    }

    private static String redeemed(FamilyListing family) {
        String reason = family.revokedReason();
        if ("code_misused".equals(reason)) {
            return "It was presented at " + family.revokedAt()
                    + " by another client, or with another redirect URI or verifier, and is dead.";
        }
        return "code_replayed".equals(reason)
                ? "It was redeemed and then presented again: its family was revoked at " + family.revokedAt() + "."
                : "It was redeemed at " + family.createdAt() + ": presenting it again revokes its family.";
    }

    private @Nullable String client(AuthorizationCode code, Optional<Client> found) {
        if (found.isEmpty()) {
            return "Its client was deleted.";
        }
        Client client = found.get();
        if (client.isDisabled()) {
            return "Its client is disabled.";
        }
        if (!client.mayUse(GrantType.AUTHORIZATION_CODE)) {
            return "Its client may no longer use the authorization_code grant.";
        }
        Instant notBefore = client.tokensNotBefore();
        if (notBefore != null && code.issuedAt().isBefore(notBefore)) {
            return "The tokens of its client were revoked at " + notBefore + ".";
        }
        Optional<Instant> withdrawn = database.authorizationCodes()
                .notBefore(code.grantor().userId(), client.id())
                .filter(code.issuedAt()::isBefore);
        if (withdrawn.isPresent()) {
            return "A consent of its user was revoked at " + withdrawn.get() + ", after it was issued.";
        }
        return client.signIn().asksConsent() && !database.applications().covers(code)
                ? "Its user no longer allows its client all of that: the consent was revoked, or a resource was"
                        + " removed."
                : null;
    }

    private @Nullable String signIn(AuthorizationCode code, State state) {
        String refusal =
                Inspection.refusalOf(database, state.user(), code.grantor().credentialVersion());
        if (refusal != null) {
            return refusal;
        }
        boolean isLive = state.session()
                .filter(session -> session.state() == SessionListing.State.LIVE)
                .isPresent();
        return isLive ? null : "The browser session in which it was issued is over.";
    }
}
