package dev.latchkey.core.text;

import java.net.IDN;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address that mail can be sent to, in ASCII: a mailbox of <a
 * href="https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2">RFC 5321, section 4.1.2</a>, without quoted names and
 * without addresses in brackets. Its value has no character that ends a line, a header or an address of a list.
 *
 * @param value with the domain as its DNS name; at most 254 characters
 */
public record MailAddress(String value) {

    /** Without {@code %} and {@code !}, by which old relays send on to another host. */
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9#$&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9#$&'*+/=?^_`{|}~-]+)*");

    private static final Pattern DOMAIN =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

    /** Java maps these to other names than browsers and relays do today: mail could reach the owner of another domain. */
    private static final Pattern AMBIGUOUS = Pattern.compile("[\u00df\u03c2\u1e9e\u200c\u200d]");

    /**
     * Reads an address as a person writes it.
     *
     * @return empty when mail cannot be sent there; so are names that are not ASCII, which few relays take
     */
    public static Optional<MailAddress> parse(@Nullable String written) {
        int at = written == null ? -1 : written.lastIndexOf('@');
        if (written == null || at < 1 || at > 64 || AMBIGUOUS.matcher(written).find()) {
            return Optional.empty();
        }
        String name = written.substring(0, at);
        String domain;
        try {
            domain = IDN.toASCII(written.substring(at + 1), IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        String value = name + "@" + domain;
        return NAME.matcher(name).matches()
                        // Looks like an encoded word (RFC 2047), which a relay may decode into another address.
                        && !name.contains("=?")
                        && DOMAIN.matcher(domain).matches()
                        && value.length() <= 254
                ? Optional.of(new MailAddress(value))
                : Optional.empty();
    }

    /** Leaves the address out, which is nothing for a log. */
    @Override
    public String toString() {
        return "MailAddress";
    }
}
