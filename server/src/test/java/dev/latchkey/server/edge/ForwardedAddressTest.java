package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.limit.Network;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedAddressTest {

    private final ForwardedAddress proxies =
            new ForwardedAddress(List.of(Network.parse("10.0.0.0/8"), Network.parse("2001:db8:ffff::/48")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                // peer | X-Forwarded-For | who it is
                "192.0.2.1 | 198.51.100.1              | 192.0.2.1",
                "10.0.0.1  | 198.51.100.1              | 198.51.100.1",
                "10.0.0.1  | 6.6.6.6, 198.51.100.1     | 198.51.100.1",
                "10.0.0.1  | 198.51.100.1, 10.9.9.9    | 198.51.100.1",
                "10.0.0.1  | 6.6.6.6, 198.51.100.1, 10.9.9.9, 2001:db8:ffff::1 | 198.51.100.1",
                "10.0.0.1  | 10.0.0.3, 10.0.0.2        | 10.0.0.3",
                "2001:db8:ffff::1 | 2001:db8::7        | 2001:db8:0:0:0:0:0:7",
                "::ffff:10.0.0.1  | ::ffff:198.51.100.1 | 198.51.100.1",
                "10.0.0.1  | 198.51.100.1:4711         | 198.51.100.1",
                "10.0.0.1  | [2001:db8::7]:4711        | 2001:db8:0:0:0:0:0:7",
                "10.0.0.1  | [2001:db8::7]             | 2001:db8:0:0:0:0:0:7",
                // Nonsense is nobody's address: the proxy that wrote it is as far as one can tell.
                "10.0.0.1  | unknown                   | 10.0.0.1",
                "10.0.0.1  | 198.51.100.1, unknown     | 10.0.0.1",
                "10.0.0.1  | 198.51.100.1, 10.0.0.2,   | 10.0.0.1",
                "10.0.0.1  | 198.51.100.1, , 10.0.0.2  | 10.0.0.2",
                "10.0.0.1  | localhost                 | 10.0.0.1",
                "10.0.0.1  | 1                         | 10.0.0.1",
                "10.0.0.1  | 300.1.1.1                 | 10.0.0.1",
                "10.0.0.1  | '198.51.100.1'            | 10.0.0.1",
            })
    void whoItIsIsTheLastAddressThatATrustedProxyWrote(String peer, String header, String expected) {
        assertThat(proxies.resolve(Network.parseAddress(peer), Arrays.asList(header.split(",", -1)))
                        .getHostAddress())
                .isEqualTo(expected);
    }
}
