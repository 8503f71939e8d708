package dev.latchkey.resource;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The issuer as a place: what it publishes is below its own URL and nowhere else, so that nothing in a token can send a
 * resource server around in its own network.
 */
final class Issuer {

    private static final int LONGEST_URI = 2048;

    /** Segments of plain characters, none of them {@code .} or {@code ..}, so that all parsers read the path alike. */
    private static final Pattern PLAIN_PATH = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)+");

    private final URI uri;

    /**
     * Takes the issuer's identifier, as it is in the {@code iss} claim.
     *
     * @throws IllegalArgumentException when it is not an absolute http or https URL without query and fragment
     */
    Issuer(String identifier) {
        this.uri = URI.create(identifier);
        if (!isHttp(uri) || uri.getHost() == null || hasMoreThanAPath(uri)) {
            throw new IllegalArgumentException("An issuer is an http or https URL without query and fragment.");
        }
    }

    /** As it is in the {@code iss} claim. */
    String identifier() {
        return uri.toString();
    }

    /** A document of the issuer's; {@code path} begins with a slash. */
    URI resolve(String path) {
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path() + path);
    }

    /** The URI if it is one of the issuer's. */
    Optional<URI> own(String text) {
        if (text.length() > LONGEST_URI) {
            return Optional.empty();
        }
        try {
            URI candidate = new URI(text);
            return isOwn(candidate) ? Optional.of(candidate) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private boolean isOwn(URI candidate) {
        return uri.getScheme().equalsIgnoreCase(candidate.getScheme())
                && uri.getHost().equalsIgnoreCase(candidate.getHost())
                && port(uri) == port(candidate)
                && !hasMoreThanAPath(candidate)
                && PLAIN_PATH.matcher(candidate.getRawPath()).matches()
                && candidate.getRawPath().startsWith(path() + "/");
    }

    private static boolean isHttp(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
    }

    private static boolean hasMoreThanAPath(URI uri) {
        return uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null;
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
    }

    /** The issuer's path without a slash at its end. */
    private String path() {
        String path = uri.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
