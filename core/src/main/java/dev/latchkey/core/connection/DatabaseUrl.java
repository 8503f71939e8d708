package dev.latchkey.core.connection;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The form of a JDBC URL, checked before the driver reads it: the driver's words about a wrong one repeat it, with the
 * password that may be in it.
 */
public final class DatabaseUrl {

    private static final String PREFIX = "jdbc:postgresql:";

    /** A name or an address, which in IPv6 has brackets, and perhaps a port. */
    private static final Pattern HOST = Pattern.compile("(\\[[^\\[\\]]*]|[^:\\[\\]]*)(:\\d{0,5})?");

    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");

    /** Wherever it stands: other drivers separate parameters in other ways, and URLs are copied. */
    private static final Pattern SECRET = Pattern.compile("(?i)((?:ssl)?password)=([^&;#]*)");

    private static final String LOGIN_IN_URL = "has a user or a password before the host, where the driver does not"
            + " look: set LATCHKEY_DB_USER, and LATCHKEY_DB_PASSWORD or LATCHKEY_DB_PASSWORD_FILE";

    private DatabaseUrl() {}

    /** What is wrong, as the end of a sentence that does not repeat the URL; empty when the driver can read it. */
    public static Optional<String> fault(String url) {
        return Optional.ofNullable(findFault(url));
    }

    private static @Nullable String findFault(String url) {
        if (!url.startsWith(PREFIX)) {
            return "is not a JDBC URL of PostgreSQL (jdbc:postgresql://host/database)";
        }
        if (BAD_ESCAPE.matcher(url).find()) {
            return "has a % that is not followed by two hexadecimal digits: write %25 for the character itself";
        }
        String place = url.substring(PREFIX.length()).split("\\?", 2)[0];
        if (!place.startsWith("//")) {
            return place.contains("@") ? LOGIN_IN_URL : null;
        }
        int slash = place.indexOf('/', 2);
        String hosts = slash < 0 ? place.substring(2) : place.substring(2, slash);
        if (decode(hosts).contains("@")) {
            return LOGIN_IN_URL;
        }
        if (!Arrays.stream(hosts.split(",", -1)).allMatch(DatabaseUrl::isHost)) {
            boolean login = url.substring(PREFIX.length()).contains("@");
            return login ? LOGIN_IN_URL : "has a host or a port that is none (host:5432, port 1 to 65535)";
        }
        if (slash < 0) {
            return "has no / after the host (jdbc:postgresql://host/database)";
        }
        return place.indexOf('/', slash + 1) < 0 ? null : "has a / in the name of the database: write %2F";
    }

    private static boolean isHost(String host) {
        if (!HOST.matcher(host).matches()) {
            return false;
        }
        String port = host.substring(host.lastIndexOf(']') + 1).replaceFirst("^[^:]*:?", "");
        return port.isEmpty() || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65_535);
    }

    /** The values in a URL that must not be shown, as they are written and as they are meant. */
    static List<String> secrets(String url) {
        return SECRET.matcher(url)
                .results()
                .map(found -> found.group(2))
                .flatMap(value -> BAD_ESCAPE.matcher(value).find() ? Stream.of(value) : Stream.of(value, decode(value)))
                .toList();
    }

    /** The URL as it may be shown: one that is wrong, not at all. */
    public static String withoutSecrets(String url) {
        return fault(url).isPresent() ? "…" : SECRET.matcher(url).replaceAll("$1=…");
    }

    /** The value of a parameter as it may be shown. */
    static String hide(String value) {
        return SECRET.matcher(value).replaceAll("$1=…");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
