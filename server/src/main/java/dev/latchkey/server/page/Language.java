package dev.latchkey.server.page;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The languages of the pages. */
public enum Language {
    ENGLISH("en", Locale.UK),
    GERMAN("de", Locale.GERMANY),
    FRENCH("fr", Locale.FRANCE),
    SPANISH("es", Locale.of("es", "ES"));

    /** Further characters and entries of a list are ignored, so that a long header costs nothing. */
    private static final int MAX_LENGTH = 1_000;

    private static final int MAX_ENTRIES = 20;

    private static final Pattern WEIGHT = Pattern.compile("[qQ]=(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)");

    private final String tag;
    private final Locale locale;

    Language(String tag, Locale locale) {
        this.tag = tag;
        this.locale = locale;
    }

    /** Its tag (BCP 47), for the {@code lang} attribute. */
    public String tag() {
        return tag;
    }

    /** For dates and upper case. */
    Locale locale() {
        return locale;
    }

    /**
     * Chooses the language of a page.
     *
     * @param uiLocales the parameter of OpenID Connect Core, section 3.1.2.1; null when the request has none
     */
    public static Language of(@Nullable String uiLocales, HttpServletRequest request) {
        return choose(uiLocales, request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }

    /**
     * Chooses the first language of {@code ui_locales} that there is, else the best one of {@code Accept-Language}
     * (RFC 9110, section 12.5.4), else English. What is malformed is skipped.
     */
    public static Language choose(@Nullable String uiLocales, @Nullable String acceptLanguage) {
        return entries(uiLocales, " ")
                .flatMap(entry -> find(entry).stream())
                .findFirst()
                .or(() -> accepted(acceptLanguage))
                .orElse(ENGLISH);
    }

    private static Optional<Language> accepted(@Nullable String acceptLanguage) {
        Language best = null;
        double highest = 0;
        for (String entry : entries(acceptLanguage, ",").toList()) {
            int end = entry.indexOf(';');
            Optional<Language> language = find(end < 0 ? entry : entry.substring(0, end));
            double weight = end < 0 ? 1 : weight(entry.substring(end + 1));
            // Of equal weights the first one wins.
            if (language.isPresent() && weight > highest) {
                best = language.get();
                highest = weight;
            }
        }
        return Optional.ofNullable(best);
    }

    private static Stream<String> entries(@Nullable String list, String separator) {
        if (list == null) {
            return Stream.empty();
        }
        String bounded = list.length() > MAX_LENGTH ? list.substring(0, MAX_LENGTH) : list;
        return Stream.of(bounded.split(separator, MAX_ENTRIES + 1))
                .limit(MAX_ENTRIES)
                .map(String::strip);
    }

    /** By its first subtag: {@code de-AT} is German. */
    private static Optional<Language> find(String range) {
        String stripped = range.strip();
        int end = 0;
        while (end < stripped.length() && stripped.charAt(end) != '-' && stripped.charAt(end) != '_') {
            end++;
        }
        String primary = stripped.substring(0, end);
        return Stream.of(values())
                .filter(language -> language.tag.equalsIgnoreCase(primary))
                .findFirst();
    }

    /** From 0 to 1; what is not a weight counts as 0. */
    private static double weight(String parameter) {
        Matcher weight = WEIGHT.matcher(parameter.strip());
        return weight.matches() ? Double.parseDouble(weight.group(1)) : 0;
    }
}
