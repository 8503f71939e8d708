package dev.latchkey.server.browser;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The usual names of a browser and its system, read from the {@code User-Agent} header. Programs choose what they send
 * there, so the names help a user to recognise a browser and prove nothing.
 *
 * @param browser null when unknown
 * @param system null when unknown
 */
public record UserAgent(@Nullable String browser, @Nullable String system) {

    private static final int MAX_LENGTH = 40;

    private static final Pattern NAME_AND_VERSION = Pattern.compile("[A-Za-z][A-Za-z-]{0,19}/[0-9][0-9.]{0,15}");

    private static final Pattern END_OF_PRODUCT = Pattern.compile("[ (]");

    /** What the header has, and the name, in this order: most browsers name others too. */
    private static final List<Entry<String, String>> BROWSERS = List.of(
            entry("Edg", "Edge"),
            entry("OPR/", "Opera"),
            entry("SamsungBrowser/", "Samsung Internet"),
            entry("FxiOS/", "Firefox"),
            entry("Firefox/", "Firefox"),
            entry("CriOS/", "Chrome"),
            entry("Chrome/", "Chrome"),
            entry("Safari/", "Safari"));

    private static final List<Entry<String, String>> SYSTEMS = List.of(
            entry("Android", "Android"),
            entry("iPhone", "iPhone"),
            entry("iPad", "iPad"),
            entry("Windows", "Windows"),
            entry("Macintosh", "macOS"),
            entry("CrOS", "ChromeOS"),
            entry("Linux", "Linux"));

    /** Reads the header, which may be null. */
    public static UserAgent parse(@Nullable String header) {
        if (header == null) {
            return new UserAgent(null, null);
        }
        String known = find(BROWSERS, header);
        return new UserAgent(known == null ? product(header) : known, find(SYSTEMS, header));
    }

    /**
     * The program and its system, for a page on which a user decides about a stranger's device: known names, or a name
     * and a version. Anything longer could be written to persuade.
     */
    public static @Nullable String program(@Nullable String header) {
        UserAgent agent = parse(header);
        String browser = agent.browser();
        boolean plain = browser != null
                && (BROWSERS.stream().anyMatch(row -> row.getValue().equals(browser))
                        || NAME_AND_VERSION.matcher(browser).matches());
        String program = Stream.of(plain ? browser : null, agent.system())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        return program.isEmpty() ? null : program;
    }

    /** A program that is no browser begins with its own name. */
    private static @Nullable String product(String header) {
        String product = END_OF_PRODUCT.split(header.strip(), 2)[0];
        if (product.length() > MAX_LENGTH) {
            return product.substring(0, MAX_LENGTH) + "…";
        }
        return product.isEmpty() ? null : product;
    }

    private static @Nullable String find(List<Entry<String, String>> table, String header) {
        return table.stream()
                .filter(row -> header.contains(row.getKey()))
                .map(Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
