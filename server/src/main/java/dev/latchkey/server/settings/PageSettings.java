package dev.latchkey.server.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the pages look that people see, {@code latchkey.pages}.
 *
 * @param name what the operator calls this service
 * @param logo an image, see {@link Logo}; null for the key of Latchkey
 * @param accent the colour of buttons and links, as {@code #rrggbb}; each page makes it darker or lighter where text
 *     could not be read otherwise
 */
public record PageSettings(String name, @Nullable Path logo, String accent, Links links) {

    static PageSettings of(Values values) {
        return new PageSettings(
                values.get("name", "Latchkey"),
                values.get("logo"),
                values.get("accent", "#4354d4"),
                new Links(values.get("links.terms"), values.get("links.privacy"), values.get("links.support")));
    }

    static final String NAME = "a text of 1 to 60 characters without control characters";
    static final String ACCENT = "a colour such as #4354d4";
    static final String WEB_LINK = "an http or https URL";
    static final String SUPPORT_LINK = "an http or https URL or an address such as mailto:help@example.com";

    private static final Pattern PRINTABLE =
            Pattern.compile("[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\u202a-\u202e\u2066-\u2069]+");
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final Pattern MAIL = Pattern.compile("[^\\s@?]+@[^\\s@?]+");

    /** Checks the name and the colour. */
    public PageSettings {
        if (!isName(name)) {
            throw new IllegalArgumentException("latchkey.pages.name is " + NAME + ".");
        }
        if (!isColour(accent)) {
            throw new IllegalArgumentException("latchkey.pages.accent is " + ACCENT + ".");
        }
    }

    /**
     * What every page links to at its end.
     *
     * @param terms the terms of use
     * @param privacy how personal data is treated
     * @param support where people get help
     */
    public record Links(
            @Nullable URI terms,
            @Nullable URI privacy,
            @Nullable URI support) {

        /** Checks that a browser can follow them, and that following them runs no script. */
        public Links {
            if (terms != null && !isWebLink(terms)) {
                throw new IllegalArgumentException("latchkey.pages.links.terms is " + WEB_LINK + ".");
            }
            if (privacy != null && !isWebLink(privacy)) {
                throw new IllegalArgumentException("latchkey.pages.links.privacy is " + WEB_LINK + ".");
            }
            if (support != null && !isSupportLink(support)) {
                throw new IllegalArgumentException("latchkey.pages.links.support is " + SUPPORT_LINK + ".");
            }
        }

        /** Whether there is one at all. */
        public boolean any() {
            return terms != null || privacy != null || support != null;
        }
    }

    static boolean isName(String name) {
        return PRINTABLE.matcher(name).matches() && !name.isBlank() && name.codePointCount(0, name.length()) <= 60;
    }

    static boolean isColour(String accent) {
        return COLOUR.matcher(accent).matches();
    }

    static boolean isWebLink(URI link) {
        // Java finds no host in a URL whose host is not a proper one.
        return link.getHost() != null && List.of("http", "https").contains(scheme(link));
    }

    static boolean isSupportLink(URI link) {
        return isWebLink(link)
                || (scheme(link).equals("mailto")
                        && MAIL.matcher(link.getSchemeSpecificPart()).matches());
    }

    private static String scheme(URI link) {
        return String.valueOf(link.getScheme()).toLowerCase(Locale.ROOT);
    }
}
