package dev.latchkey.server.fetch;

import dev.latchkey.core.trust.TrustedCertificates;
import dev.latchkey.server.fetch.PinnedAddresses.Lookup;
import dev.latchkey.server.settings.FetchSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which this server asks hosts that clients name: {@code https} only, public addresses only, one connection
 * to the address that was checked, a bounded time. Hosts of {@code latchkey.fetch.private-hosts} may have addresses of the
 * operator's own network, and on this machine {@code http}.
 */
public final class Fetcher implements AutoCloseable {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private final Set<String> privateHosts;
    private final boolean anyPrivateHost;
    private final Lookup lookup;
    private final MeterRegistry metrics;
    private final HostLimits hosts;
    private final LongSupplier nanoTime;
    private final @Nullable SSLContext trust;
    private @Nullable HttpExchange exchange;
    private volatile boolean closed;

    /**
     * Reads the file of certificates if there is one, and loads nothing else before the first request.
     *
     * @throws dev.latchkey.core.connection.ConfigurationException when that file cannot be read
     */
    public Fetcher(FetchSettings settings, MeterRegistry metrics) {
        this(settings, metrics, InetAddress::getAllByName, System::nanoTime);
    }

    Fetcher(FetchSettings settings, MeterRegistry metrics, Lookup lookup, LongSupplier nanoTime) {
        this.privateHosts = Set.copyOf(settings.privateHosts());
        this.anyPrivateHost = false;
        this.lookup = lookup;
        this.metrics = metrics;
        this.hosts = new HostLimits(nanoTime);
        this.nanoTime = nanoTime;
        this.trust = settings.caFile() == null ? null : TrustedCertificates.besidesJavas(settings.caFile());
    }

    private Fetcher(Fetcher other, Collection<X509Certificate> authorities) {
        this.privateHosts = Set.of();
        this.anyPrivateHost = true;
        this.lookup = other.lookup;
        this.metrics = other.metrics;
        this.nanoTime = other.nanoTime;
        this.hosts = new HostLimits(nanoTime);
        this.trust = TrustedCertificates.only(authorities);
    }

    /**
     * One for hosts that an administrator gave these authorities for: it connects to hosts that they certified, and to no
     * others. Such a host may have an address of the operator's own network.
     */
    public Fetcher trustingOnly(Collection<X509Certificate> authorities) {
        return new Fetcher(this, authorities);
    }

    /**
     * Posts a form and throws the body of the answer away. Takes five seconds at most.
     *
     * @param form in the syntax of {@code application/x-www-form-urlencoded}
     * @return the status of the answer, also of a redirect, which is not followed
     * @throws FetchException when there was no answer, or the host may not be asked now or at all
     */
    public int post(URI uri, String form) throws FetchException {
        return ask(uri, exchange -> exchange.post(uri, form)).status();
    }

    /**
     * Gets a document. Takes five seconds at most, however slowly its bytes come. The body is read when the status is 200;
     * whether its type is right is for the caller to check.
     *
     * @param maxBytes a longer body is refused, and no more of it is read
     * @throws FetchException when there was no answer, when it is too long, compressed or not UTF-8, or when the host may
     *     not be asked now or at all
     */
    public Fetched get(URI uri, int maxBytes) throws FetchException {
        return ask(uri, exchange -> exchange.get(uri, maxBytes));
    }

    private interface Question {
        Fetched ask(HttpExchange exchange) throws IOException;
    }

    private Fetched ask(URI uri, Question question) throws FetchException {
        String host = host(uri);
        hosts.begin(host);
        Timer.Sample time = Timer.start(metrics);
        String outcome = "none";
        try {
            Fetched answer = question.ask(exchange());
            outcome = answer.status() / 100 + "xx";
            hosts.answered(host);
            return answer;
        } catch (RefusedAnswerException e) {
            // The host is well: one bad document must not keep its others from being fetched.
            hosts.answered(host);
            throw new FetchException(reason(e), e);
        } catch (IOException e) {
            String reason = reason(e);
            hosts.failed(host, reason);
            throw new FetchException(reason, e);
        } catch (RuntimeException e) {
            if (closed) {
                throw new FetchException("it was closed meanwhile", e);
            }
            hosts.failed(host, "an error of this server, which is in its log");
            throw e;
        } finally {
            time.stop(metrics.timer("latchkey.fetch", "host", host, "status", outcome));
        }
    }

    /** In the form in which names and addresses are compared; refuses what is not even looked up. */
    private String host(URI uri) throws FetchException {
        String host = uri.getHost() == null ? "" : uri.getHost().replaceAll("[\\[\\]]", "");
        boolean inClear = "http".equals(uri.getScheme()) && LOOPBACK.contains(host) && privateHosts.contains(host);
        if (host.isEmpty() || uri.getUserInfo() != null || !(inClear || "https".equals(uri.getScheme()))) {
            throw new FetchException(
                    "only https is asked, and http on this machine if the host is in latchkey.fetch.private-hosts");
        }
        return host;
    }

    private synchronized HttpExchange exchange() {
        if (closed) {
            throw new IllegalStateException("It is closed");
        }
        if (exchange == null) {
            SSLContext context = trust == null ? TrustedCertificates.besidesJavas(null) : trust;
            exchange = new HttpExchange(
                    new PinnedAddresses(lookup, host -> anyPrivateHost || privateHosts.contains(host)), context);
        }
        return exchange;
    }

    /** Nothing that the host said. */
    private String reason(IOException failure) {
        return switch (failure) {
            case UnknownHostException unknown -> String.valueOf(unknown.getMessage());
            case RefusedAnswerException refused -> String.valueOf(refused.getMessage());
            case SocketTimeoutException late -> "no answer in time";
            case SSLException tls -> "no secure connection: " + adviceOnCertificate();
            case ConnectException refused -> "no connection: check that it runs, and the port of its URI";
            default -> "no answer: the connection was closed or timed out";
        };
    }

    private String adviceOnCertificate() {
        return anyPrivateHost
                ? "its certificate is of none of the authorities that were given for it"
                : "if its certificate is of your own authority, that belongs into latchkey.fetch.ca-file";
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (exchange != null) {
            exchange.close();
            exchange = null;
        }
    }
}
