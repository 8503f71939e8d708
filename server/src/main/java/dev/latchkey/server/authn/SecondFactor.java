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
import java.util.function.BooleanSupplier;

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
     * Verifies a code of the app, and uses it up.
     *
     * @param username as the account has it
     * @param address from which the request comes
     * @throws RateLimitedException when there were too many failures
     * @throws dev.latchkey.core.connection.UnavailableException when the secret of the app cannot be opened
     */
    public boolean verify(UUID userId, String username, String code, String address) {
        Limit limit = limit(userId, username, address);
        factors.checkReadable(userId, keys::open);
        return count(limit, () -> factors.useCode(userId, code, clock.instant(), keys::open));
    }

    /**
     * Verifies a recovery code, uses it up, and tells the user of it.
     *
     * @param language of the page, which is that of the letter
     * @throws RateLimitedException when there were too many failures
     */
    public boolean recover(UUID userId, String username, String code, String address, String language) {
        Attribution by = Attribution.of("user:" + username).onPageIn(language);
        return count(limit(userId, username, address), () -> factors.useRecoveryCode(userId, username, code, by));
    }

    private Limit limit(UUID userId, String username, String address) {
        Limit limit = limits.signIn(username, userId, null, address, true);
        limit.askMemory();
        return limit;
    }

    private static boolean count(Limit limit, BooleanSupplier check) {
        Attempt attempt = limit.count();
        boolean right = check.getAsBoolean();
        if (right) {
            attempt.takeBack();
        }
        return right;
    }
}
