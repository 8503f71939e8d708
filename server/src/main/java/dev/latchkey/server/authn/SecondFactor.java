package dev.latchkey.server.authn;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.factor.SecondFactors;
import dev.latchkey.server.http.RateLimitedException;
import dev.latchkey.server.key.DataKeyDirectory;
import dev.latchkey.server.limit.Attempt;
import dev.latchkey.server.limit.Limit;
import dev.latchkey.server.limit.Limits;
import java.time.InstantSource;
import java.util.UUID;

/** Verifies second factors of users whose password was right. Wrong codes count as wrong passwords do. */
public final class SecondFactor {

    private final SecondFactors factors;
    private final DataKeyDirectory keys;
    private final Limits limits;
    private final InstantSource clock;

    public SecondFactor(SecondFactors factors, DataKeyDirectory keys, Limits limits, InstantSource clock) {
        this.factors = factors;
        this.keys = keys;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Verifies a code, and uses it up.
     *
     * @param username as the account has it
     * @param recovery whether it is a recovery code, and not one of the app
     * @param address from which the request comes
     * @throws RateLimitedException when there were too many failures
     * @throws dev.latchkey.core.connection.UnavailableException when the secret of the app cannot be opened
     */
    public boolean verify(UUID userId, String username, String code, boolean recovery, String address) {
        Limit limit = limits.signIn(username, userId, null, address, true);
        limit.askMemory();
        if (!recovery) {
            factors.checkReadable(userId, keys::open);
        }
        Attempt attempt = limit.count();
        boolean right = recovery
                ? factors.useRecoveryCode(userId, username, code, Attribution.of("user:" + username))
                : factors.useCode(userId, code, clock.instant(), keys::open);
        if (right) {
            attempt.takeBack();
        }
        return right;
    }
}
