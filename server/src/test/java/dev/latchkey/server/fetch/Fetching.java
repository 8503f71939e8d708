package dev.latchkey.server.fetch;

import dev.latchkey.server.fetch.PinnedAddresses.Lookup;
import dev.latchkey.server.fixture.RawServer;
import dev.latchkey.server.settings.FetchSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Fetchers, and the hosts of this machine that they ask. */
abstract class Fetching {

    static final String OK = "HTTP/1.1 200 OK";

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final AtomicLong nanos = new AtomicLong();

    Fetcher fetcher(Lookup lookup, String... privateHosts) {
        return new Fetcher(new FetchSettings(List.of(privateHosts), null), metrics, lookup, nanos::get);
    }

    Fetcher fetcher(String... privateHosts) {
        return fetcher(InetAddress::getAllByName, privateHosts);
    }

    static URI local(RawServer server) {
        return URI.create("http://127.0.0.1:" + server.port() + "/logout");
    }

    static InetAddress[] addresses(String... literals) {
        return List.of(literals).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }
}
