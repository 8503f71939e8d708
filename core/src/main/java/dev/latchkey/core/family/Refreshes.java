package dev.latchkey.core.family;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.family.RefreshOutcome.Refusal;
import dev.latchkey.core.family.RefreshOutcome.Refused;
import dev.latchkey.core.jdbc.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Refreshes families: one conditional update and, if it changed no row, one read for the reason. A client that lost the
 * response gets the same tokens again; replaying an older token revokes the family (<a
 * href="https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2">RFC 9700, section 4.14.2</a>). A client without rotation keeps
 * its generation, and so its refresh token: a thief of that needs the key of the client too.
 */
public final class Refreshes {

    private final TokenFamilies families;
    private final Rotations rotations;
    private final AuditLog audit;
    private final Transactions transactions;

    public Refreshes(JdbcClient jdbc, TokenFamilies families, AuditLog audit, Transactions transactions) {
        this.families = families;
        this.rotations = new Rotations(jdbc);
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Refreshes a family for all resources that were granted, without the proof of a key. */
    public RefreshOutcome refresh(
            RefreshToken token, UUID clientId, Duration idle, Duration grace, boolean rotates, Scopes requested) {
        return refresh(token, clientId, idle, grace, rotates, requested, List.of(), null);
    }

    /**
     * Refreshes a family.
     *
     * @param token already found authentic for {@code clientId}
     * @param idle how long the family may rest from now on
     * @param grace for how long after a rotation the token before may be presented again
     * @param rotates whether another refresh token takes the place of this one
     * @param requested the scopes that the new access token is to have; none for all that were granted
     * @param resources what it is to be for, as URIs; none for all that were granted
     * @param key the thumbprint of the key that the request proved, if its client is public; null for none
     */
    public RefreshOutcome refresh(
            RefreshToken token,
            UUID clientId,
            Duration idle,
            Duration grace,
            boolean rotates,
            Scopes requested,
            List<String> resources,
            @Nullable String key) {
        Rotation rotation =
                new Rotation(token.familyId(), token.generation(), clientId, idle, rotates, requested, resources, key);
        Optional<RefreshOutcome> outcome = attempt(token, rotation, grace);
        // Nothing stood in the way when we looked: what did (an account disabled and enabled again) is over by now.
        return outcome.or(() -> attempt(token, rotation, grace)).orElseGet(() -> new Refused(Refusal.REVOKED));
    }

    private Optional<RefreshOutcome> attempt(RefreshToken token, Rotation rotation, Duration grace) {
        Optional<Family> rotated = rotations.rotate(rotation);
        if (rotated.isPresent()) {
            return rotated.map(RefreshOutcome.Rotated::new);
        }
        Optional<FamilyState> found = families.findState(token.familyId(), rotation.clientId(), grace);
        return found.isEmpty()
                ? Optional.of(new Refused(Refusal.UNKNOWN))
                : decide(token, found.orElseThrow(), rotation);
    }

    private Optional<RefreshOutcome> decide(RefreshToken token, FamilyState state, Rotation rotation) {
        // Before all else: without the key a token is good for nothing, not even to end the family.
        String key = state.family().restrictions().jkt();
        if (key != null && !key.equals(rotation.key())) {
            return Optional.of(new Refused(rotation.key() == null ? Refusal.UNPROVED : Refusal.OTHER_KEY));
        }
        if (state.ending().isPresent()) {
            return state.ending().map(Refused::new);
        }
        int behind = state.family().generation() - token.generation();
        if (behind < 0) {
            return Optional.of(new Refused(Refusal.AHEAD));
        }
        // Without rotation the grace period would begin again with each refresh.
        boolean repeats = behind == 1 && rotation.advances() && state.withinGrace();
        if (behind > 0 && !repeats) {
            revokeForReuse(token, state.family(), rotation.clientId());
            return Optional.of(new Refused(Refusal.REUSED));
        }
        if (!state.family().scopes().containsAll(rotation.requested())) {
            return Optional.of(new Refused(Refusal.SCOPE_EXCEEDED));
        }
        if (!state.family().restrictions().resources().containsAll(rotation.resources())) {
            return Optional.of(new Refused(Refusal.TARGET_EXCEEDED));
        }
        return behind == 0 ? Optional.empty() : Optional.of(new RefreshOutcome.Repeated(state.family()));
    }

    private void revokeForReuse(RefreshToken token, Family family, UUID clientId) {
        transactions.run(() -> families.revoke(family.id(), "reuse")
                .ifPresent(user -> audit.recordBounded(
                        Attribution.of("server"),
                        "token.reuse",
                        family.id(),
                        family.username(),
                        Map.of(
                                "client", clientId.toString(),
                                "generation", Integer.toString(family.generation()),
                                "replayed_generation", Integer.toString(token.generation())),
                        user)));
    }
}
