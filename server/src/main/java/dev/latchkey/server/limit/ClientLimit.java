package dev.latchkey.server.limit;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.limit.Network;
import dev.latchkey.core.limit.Quota;
import dev.latchkey.server.http.RateLimitedException;
import java.time.Duration;
import java.util.Optional;

/**
 * The limit of what clients may make rows of. A confidential client, whose server asks for all its users, counts as a whole. For
 * a public one everyone may ask, from many addresses: when it is over its limit, those who asked for little still get
 * through, so that a few addresses cannot shut out the others.
 */
final class ClientLimit {

    /** What a site has of a public client that is over its limit. */
    private static final Quota SHARE = new Quota(5, Duration.ofMinutes(10));

    /** How much more than its limit a public client gets so, from all sites together. */
    private static final int RESERVE = 10;

    private final Buckets buckets;
    private final String limit;
    private final Optional<Quota> addressQuota;
    private final Optional<Quota> clientQuota;

    /**
     * A limit by name.
     *
     * @param addressQuota of each address, for public clients
     * @param clientQuota of each client
     */
    ClientLimit(Buckets buckets, String limit, Optional<Quota> addressQuota, Optional<Quota> clientQuota) {
        this.buckets = buckets;
        this.limit = limit;
        this.addressQuota = addressQuota;
        this.clientQuota = clientQuota;
    }

    /**
     * Counts one.
     *
     * @throws RateLimitedException when there were too many of the client, or from the address
     */
    void count(Client client, String address) {
        String id = client.id().toString();
        if (client.confidential()) {
            clientQuota.ifPresent(quota -> buckets.spend(limit, limit, id, quota));
            return;
        }
        addressQuota.ifPresent(quota -> buckets.spend(limit, limit + " address", Buckets.network(address), quota));
        clientQuota.ifPresent(quota -> {
            if (buckets.take(limit, limit, id, quota).isPositive() && !isInReserve(id, address, quota)) {
                buckets.spend(limit, limit, id, quota);
            }
        });
    }

    /** The share first: an address that has none left takes nothing of what is left for others. */
    private boolean isInReserve(String id, String address, Quota quota) {
        String share = id + ' ' + Network.site(Network.parseAddress(address));
        Quota reserve = new Quota(RESERVE * quota.count(), quota.window());
        return buckets.take(limit, limit + " share", share, SHARE).isZero()
                && buckets.take(limit, limit + " reserve", id, reserve).isZero();
    }
}
