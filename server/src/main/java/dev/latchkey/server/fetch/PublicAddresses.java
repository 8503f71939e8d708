package dev.latchkey.server.fetch;

import dev.latchkey.core.limit.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are on the Internet, and not in the server's own network: by the registries of <a
 * href="https://www.rfc-editor.org/rfc/rfc6890">RFC 6890</a>. Java makes an IPv4 address of one that is mapped into IPv6.
 */
final class PublicAddresses {

    private static final List<Network> SPECIAL_IPV4 = networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** All that is given out. Unique local, link-local, multicast and NAT64 addresses are outside. */
    private static final Network GLOBAL_IPV6 = Network.parse("2000::/3");

    /** Of those: protocols such as Teredo, documentation, and 6to4, which has an IPv4 address inside. */
    private static final List<Network> SPECIAL_IPV6 = networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /** The metadata services of clouds that are not link-local: of Alibaba, Azure and AWS. */
    private static final List<Network> METADATA =
            networks("100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::254/128");

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        return address instanceof Inet4Address
                ? isOutside(SPECIAL_IPV4, address) && isOutside(METADATA, address)
                : GLOBAL_IPV6.contains(address) && isOutside(SPECIAL_IPV6, address);
    }

    /** Whether a host can have this address in an operator's own network. */
    static boolean arePrivate(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !address.isLinkLocalAddress()
                && isOutside(METADATA, address);
    }

    private static boolean isOutside(List<Network> networks, InetAddress address) {
        return networks.stream().noneMatch(network -> network.contains(address));
    }

    private static List<Network> networks(String... texts) {
        return Stream.of(texts).map(Network::parse).toList();
    }
}
