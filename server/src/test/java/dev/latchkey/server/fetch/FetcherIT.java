package dev.latchkey.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.fetch.PinnedAddresses.Lookup;
import dev.latchkey.server.fixture.RawServer;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to hosts that clients name, against hosts that mean harm. */
class FetcherIT extends Fetching {

    private static final String NOT_PUBLIC = "not public";

    @Test
    void theStatusIsTheAnswerAndRedirectsAreNotFollowed() throws Exception {
        try (RawServer target = RawServer.answering(OK);
                RawServer server = RawServer.answering(
                        "HTTP/1.1 302 Found", "Location: http://127.0.0.1:" + target.port() + "/", "Set-Cookie: a=b");
                Fetcher fetcher = fetcher("127.0.0.1")) {
            assertThat(fetcher.post(local(target), "a=b")).isEqualTo(200);
            assertThat(fetcher.post(local(server), "a=b")).isEqualTo(302);
            assertThat(target.connections()).isEqualTo(1);
            assertThat(metrics.timer("latchkey.fetch", "host", "127.0.0.1", "status", "3xx")
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void aHostThatIsNotListedIsNotAskedInClear() throws Exception {
        try (RawServer server = RawServer.answering(OK);
                Fetcher fetcher = fetcher("shop.example")) {
            for (String uri : List.of(
                    local(server).toString(),
                    "http://shop.example:" + server.port() + "/",
                    "ftp://shop.example/",
                    "https://user@shop.example/",
                    "file:///etc/passwd")) {
                assertThatThrownBy(() -> fetcher.post(URI.create(uri), "a=b"))
                        .as(uri)
                        .isInstanceOf(FetchException.class)
                        .hasMessageStartingWith("only https");
            }
            assertThat(server.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0177.0.0.1",
                "0x7f000001",
                "0x7f.1",
                "017700000001",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "0.0.0.0",
                "0",
                "[::]"
            })
    void noWayToWriteTheLoopbackAddressLeadsThere(String host) throws Exception {
        try (RawServer server = RawServer.answering(OK);
                Fetcher fetcher = fetcher()) {
            assertThatThrownBy(() -> fetcher.post(URI.create("https://" + host + ":" + server.port() + "/"), "a=b"))
                    .isInstanceOf(FetchException.class);
            assertThat(server.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::ffff:127.0.0.1",
                "169.254.169.254",
                "10.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::"
            })
    void aNameWithAnAddressThatIsNotPublicIsRefused(String address) {
        // Also beside a public one.
        for (String[] found : List.of(new String[] {address}, new String[] {"8.8.8.8", address})) {
            Fetcher fetcher = fetcher(host -> addresses(found));
            assertThatThrownBy(() -> fetcher.post(URI.create("https://shop.example/"), "a=b"))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining(NOT_PUBLIC);
        }
    }

    @Test
    void aListedHostMayBePrivateAndIsNeverAMetadataService() {
        Fetcher fetcher = fetcher(host -> addresses("169.254.169.254"), "shop.internal");
        assertThatThrownBy(() -> fetcher.post(URI.create("https://shop.internal/"), "a=b"))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining(NOT_PUBLIC);
    }

    /** The second answer of the name server would be another address: there is no second lookup. */
    @Test
    void aNameIsResolvedOnceAndTheConnectionGoesThere() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        Lookup rebinding = host -> lookups.getAndIncrement() == 0 ? addresses("127.0.0.1") : addresses("127.0.0.2");
        try (RawServer server = RawServer.answering(OK);
                Fetcher fetcher = fetcher(rebinding, "localhost")) {
            URI uri = URI.create("http://localhost:" + server.port() + "/");
            assertThat(fetcher.post(uri, "a=b")).isEqualTo(200);
            assertThat(lookups).hasValue(1);
            assertThat(server.connections()).isEqualTo(1);
            // And the next request looks again, instead of using a connection or an address that is kept.
            assertThatThrownBy(() -> fetcher.post(uri, "a=b")).isInstanceOf(FetchException.class);
            assertThat(lookups).hasValue(2);
        }
    }
}
