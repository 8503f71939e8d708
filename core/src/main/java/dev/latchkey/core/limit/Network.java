package dev.latchkey.core.limit;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A range of addresses: {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or a single one. An IPv4 address that is mapped into
 * IPv6 is the IPv4 address. No name is ever looked up.
 *
 * @param address the first address of the range
 * @param bits how many leading bits its addresses have in common
 */
public record Network(InetAddress address, int bits) {

    /** What one person has of IPv6 is a whole network (<a href="https://www.rfc-editor.org/rfc/rfc6177">RFC 6177</a>). */
    private static final int HOUSEHOLD_BITS = 64;

    /** What a site has at most. */
    private static final int SITE_BITS = 48;

    /** The prefix of IPv4 addresses that are mapped into IPv6. */
    private static final int MAPPED_BITS = 96;

    /** Java would also read {@code 10} as an address. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*");

    /** Drops the bits after the first {@code bits}. */
    public Network {
        byte[] bytes = address.getAddress();
        if (bits < 0 || bits > 8 * bytes.length) {
            throw new IllegalArgumentException("the length of a network is at most " + 8 * bytes.length);
        }
        for (int bit = bits; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        try {
            address = InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address does not change its length", e);
        }
    }

    /**
     * Reads a range, or a single address.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = parseAddress(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0) {
            return new Network(address, 8 * address.getAddress().length);
        }
        String bits = text.substring(slash + 1);
        if (!bits.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("a network is written like 192.0.2.0/24 or 2001:db8::/32");
        }
        // An IPv4 network in IPv6's form (::ffff:192.0.2.0/120) is the IPv4 network.
        boolean isMapped = address instanceof Inet4Address && text.indexOf(':') >= 0;
        return new Network(address, Integer.parseInt(bits) - (isMapped ? MAPPED_BITS : 0));
    }

    /**
     * Reads an address, with or without the interface that a link-local one was seen on.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static InetAddress parseAddress(String text) {
        int zone = text.indexOf('%');
        String literal = zone < 0 ? text : text.substring(0, zone);
        if (!ADDRESS.matcher(literal).matches()) {
            throw new IllegalArgumentException("an address is written like 192.0.2.7 or 2001:db8::7");
        }
        return InetAddress.ofLiteral(literal);
    }

    /** The smallest network that can be taken for one person: of IPv4 the address itself, of IPv6 its /64. */
    public static Network around(InetAddress address) {
        return new Network(address, address instanceof Inet6Address ? HOUSEHOLD_BITS : 32);
    }

    /** The largest network that one customer of a provider usually gets: of IPv4 the address itself, of IPv6 its /48. */
    public static Network site(InetAddress address) {
        return new Network(address, address instanceof Inet6Address ? SITE_BITS : 32);
    }

    public boolean contains(InetAddress other) {
        return other.getAddress().length == address.getAddress().length
                && new Network(other, bits).address.equals(address);
    }

    /** As PostgreSQL reads it; a single address without its length. */
    @Override
    public String toString() {
        return bits == 8 * address.getAddress().length ? host() : host() + "/" + bits;
    }

    /** The longest run of zeros is left out: <a href="https://www.rfc-editor.org/rfc/rfc5952">RFC 5952</a>. */
    private String host() {
        String host = address.getHostAddress();
        for (int zeros = 8; zeros > 1 && address instanceof Inet6Address; zeros--) {
            String shorter = host.replaceFirst("(^|:)0(:0){" + (zeros - 1) + "}(:|$)", "::");
            if (!shorter.equals(host)) {
                return shorter;
            }
        }
        return host;
    }
}
