package dev.latchkey.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "192.0.2.7/32, 192.0.2.7",
        "192.0.2.7/24, 192.0.2.0/24",
        "192.0.2.7/23, 192.0.2.0/23",
        "192.0.3.7/23, 192.0.2.0/23",
        "2001:db8::7/64, 2001:db8::/64",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "::1, ::1",
        "::/1, ::/1",
        "::ffff:192.0.2.7, 192.0.2.7",
        "fe80::1%lo, fe80::1",
    })
    void isWrittenWithoutTheBitsThatDoNotCount(String text, String expected) {
        assertThat(Network.parse(text)).hasToString(expected);
        assertThat(Network.parse(expected)).isEqualTo(Network.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10.1",
                "example.com",
                "192.0.2.0/33",
                "192.0.2.0/",
                "192.0.2.0/-1",
                "192.0.2.0/24/8",
                "300.0.0.1",
                "2001:db8::/129",
                ":",
                "::1::2",
                "[::1]",
                "192.0.2.7:80"
            })
    void anythingElseIsNoNetwork(String text) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.0/23, 192.0.3.0, true",
        "0.0.0.0/0, 192.0.2.1, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/32, 192.0.2.1, false",
        // The first bytes are the same.
        "32.1.0.0/16, 2001::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
    })
    void containsItsOwnKindOnly(String network, String address, boolean expected) {
        assertThat(Network.parse(network).contains(Network.parseAddress(address)))
                .isEqualTo(expected);
    }

    @Test
    void aPersonHasOneAddressOfTheOldKindAndANetworkOfTheNew() {
        assertThat(Network.around(Network.parseAddress("192.0.2.7"))).hasToString("192.0.2.7");
        assertThat(Network.around(Network.parseAddress("2001:db8::7"))).isEqualTo(Network.parse("2001:db8::/64"));
    }

    @Test
    void anIpv4NetworkInTheFormOfIpv6IsTheIpv4Network() {
        assertThat(Network.parse("::ffff:192.0.2.0/120")).isEqualTo(Network.parse("192.0.2.0/24"));
        assertThat(Network.parse("::ffff:192.0.2.7/128").toString()).isEqualTo("192.0.2.7");
        assertThatIllegalArgumentException().isThrownBy(() -> Network.parse("::ffff:0:0/90"));
    }
}
