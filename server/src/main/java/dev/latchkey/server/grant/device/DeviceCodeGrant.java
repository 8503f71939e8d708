package dev.latchkey.server.grant.device;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.device.DeviceGrants;
import dev.latchkey.core.device.DeviceOutcome;
import dev.latchkey.core.family.Family;
import dev.latchkey.server.dpop.ProofVerifier;
import dev.latchkey.server.grant.Grant;
import dev.latchkey.server.grant.GrantErrors;
import dev.latchkey.server.grant.GrantRequest;
import dev.latchkey.server.token.IssuedTokens;
import dev.latchkey.server.token.Issuer;
import dev.latchkey.server.token.Presented;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first tokens of a device that a user allowed in a browser: <a
 * href="https://www.rfc-editor.org/rfc/rfc8628#section-3.4">RFC 8628, section 3.4</a>. A code that this server did not make
 * for this client never reaches the database.
 */
public final class DeviceCodeGrant implements Grant {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceCodeGrant.class);

    private static final String DEVICE_CODE = "device_code";

    private final Presented presented;
    private final DeviceGrants grants;
    private final Issuer issuer;
    private final ProofVerifier proofs;

    public DeviceCodeGrant(Presented presented, DeviceGrants grants, Issuer issuer, ProofVerifier proofs) {
        this.presented = presented;
        this.grants = grants;
        this.issuer = issuer;
        this.proofs = proofs;
    }

    @Override
    public GrantType type() {
        return GrantType.DEVICE_CODE;
    }

    @Override
    public IssuedTokens grant(GrantRequest request) {
        Client client = request.client();
        // device_code REQUIRED
        UUID id = presented.deviceCode(request.required(DEVICE_CODE), client).orElseThrow(() -> {
            LOG.info("Refused a device code of client '{}': not one of this client", client.clientId());
            return GrantErrors.invalidDeviceCode();
        });
        DeviceOutcome outcome = grants.poll(
                id,
                client.id(),
                client.familyLifetime(),
                client.familyIdleTime(),
                request.refreshKey(),
                request.targets().uris(),
                // Also while it waits: a request that was overheard would redeem the code once the user has allowed it.
                () -> proofs.spend(request.proof()));
        Family family = switch (outcome) {
            case DeviceOutcome.Redeemed(Family begun) -> request.narrow(begun);
            // Not in the log: there are many of them in each sign-in.
            case DeviceOutcome.Waiting(boolean tooFast) ->
                throw tooFast ? GrantErrors.slowDown() : GrantErrors.authorizationPending();
            case DeviceOutcome.Refused(DeviceOutcome.Refusal reason) -> {
                LOG.info("Refused device code {} of client '{}': {}", id, client.clientId(), reason);
                throw switch (reason) {
                    case DENIED -> GrantErrors.deviceDenied();
                    case EXPIRED -> GrantErrors.deviceExpired();
                    case TARGET_EXCEEDED ->
                        GrantErrors.invalidTarget(request.targets().uris());
                    case USED, ENDED -> GrantErrors.invalidDeviceCode();
                };
            }
        };
        // The client may have lost some of it since it asked.
        return issuer.issue(client, family, family.scopes().intersect(client.scopes()), request.confirmation());
    }
}
