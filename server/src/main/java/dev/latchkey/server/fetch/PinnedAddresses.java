package dev.latchkey.server.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves the name of a host once for each connection, which then goes to what was checked here: a second answer of a name
 * server changes nothing. One address that is not public refuses all of them.
 */
final class PinnedAddresses implements DnsResolver {

    /** The system's own lookup has no bound. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Asks for all addresses of a name. */
    interface Lookup {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /** An address that no connection goes to. */
    static final class RefusedAddressException extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        RefusedAddressException() {
            super("it has an address that is not public, and is not in latchkey.fetch.private-hosts");
        }
    }

    private final Lookup lookup;
    private final Predicate<String> privateHosts;

    /** Lets {@code privateHosts} have addresses of the operator's own network. */
    PinnedAddresses(Lookup lookup, Predicate<String> privateHosts) {
        this.lookup = lookup;
        this.privateHosts = privateHosts;
    }

    /** At most one address of each family, so that few can be tried in the time of a request. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        List<InetAddress> found = List.of(lookUp(host));
        boolean listed = privateHosts.test(host);
        for (InetAddress address : found) {
            if (!PublicAddresses.contain(address) && !(listed && PublicAddresses.arePrivate(address))) {
                throw new RefusedAddressException();
            }
        }
        return Stream.of(
                        found.stream().filter(Inet4Address.class::isInstance).findFirst(),
                        found.stream()
                                .filter(address -> !(address instanceof Inet4Address))
                                .findFirst())
                .flatMap(Optional::stream)
                .toArray(InetAddress[]::new);
    }

    /** In a thread of its own, because a lookup cannot be interrupted; not a virtual one, whose carrier it would keep. */
    private InetAddress[] lookUp(String host) throws UnknownHostException {
        FutureTask<InetAddress[]> task = new FutureTask<>(() -> lookup.of(host));
        Thread.ofPlatform().daemon().name("lookup").start(task);
        try {
            return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unknown("its name was not resolved in time");
        } catch (ExecutionException e) {
            throw unknown("its name cannot be resolved");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown("the lookup was interrupted");
        }
    }

    private static UnknownHostException unknown(String message) {
        return new UnknownHostException(message);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
